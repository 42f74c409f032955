import {randomBytes} from 'node:crypto';
import type {Clock} from '../engine/clock.js';
import type {FsyncError} from '../engine/fault.js';
import type {Hello} from '../engine/protocol/messages.js';
import {proveInvite, sameProof, type ChannelBinding} from '../engine/protocol/pairing.js';
import {forbidden, notPaired, revoked} from '../engine/protocol/refusals.js';
import type {
	Access,
	AccessStore,
	DeviceRecord,
	InviteRecord,
} from '../store/access-store.js';
import {accessTo, addGrant, encodeName} from './grants.js';

export const inviteMilliseconds = 10 * 60_000;
export const failedProofLimit = 5;
/** How often a device's record is asked for that cannot be read, and how long is waited in between. */
const readAttempts = 5;
const readMilliseconds = 300;
const unreadable = Symbol('unreadable');

/** Who knocks, with what, on which TLS channel. */
export type Knock = {readonly device: string; readonly hello: Hello; readonly binding: ChannelBinding};

export type Admission =
	| {readonly isAdmitted: true; readonly device: DeviceRecord; readonly access: Access}
	| {readonly isAdmitted: false; readonly reason: FsyncError};

/** A connection that is open by right of a device record. */
export type Guest = {
	readonly device: string;
	readonly share: string;
	readonly access: Access;
	/** Without a reason: come again, the rights have changed. */
	close(reason?: FsyncError): void;
};

export type AccessOptions = {readonly store: AccessStore; readonly clock: Clock};

/** Decides who may come in, and puts out who no longer may. */
export class AccessControl {
	readonly #store: AccessStore;
	readonly #clock: Clock;
	readonly #guests = new Set<Guest>();
	readonly #stopWatching: () => void;
	/** Proofs are checked one after the other, so that none of the failures goes uncounted. */
	#proofs: Promise<unknown> = Promise.resolve();

	constructor({store, clock}: AccessOptions) {
		this.#store = store;
		this.#clock = clock;
		this.#stopWatching = store.watch(() => {
			void this.review();
		});
	}

	/** Makes a one-time right to pair with a share; its line is made by `formatInvite`. */
	async createInvite(share: string, access: Access): Promise<InviteRecord> {
		const invite: InviteRecord = {
			id: randomBytes(8).toString('hex'),
			secret: randomBytes(16).toString('hex'),
			share,
			access,
			expiresMilliseconds: this.#clock.wallMilliseconds() + inviteMilliseconds,
			failedProofs: 0,
		};
		await this.#store.saveInvite(invite);
		return invite;
	}

	/** Whether anything that this device sends is worth reading: it is known, or somebody is expected. */
	async isExpected(device: string): Promise<boolean> {
		if (await this.#store.device(device) !== undefined) {
			return true;
		}

		const invites = await this.#store.invites();
		return invites.some(invite => this.#isOpen(invite));
	}

	async admit(knock: Knock): Promise<Admission> {
		if (knock.hello.proof) {
			await this.#oneProofAtATime(async () => this.#pair(knock));
		}

		const {share} = knock.hello;
		const device = await this.#store.device(knock.device);
		if (!device) {
			return {isAdmitted: false, reason: notPaired};
		}

		const access = accessTo(device, share);
		return access === undefined ? {isAdmitted: false, reason: forbidden} : {isAdmitted: true, device, access};
	}

	/** Keeps an eye on a connection until the returned function is called. */
	track(guest: Guest): () => void {
		this.#guests.add(guest);
		// RACE: the device may have been revoked since it was admitted.
		void this.#reviewGuest(guest);
		return () => {
			this.#guests.delete(guest);
		};
	}

	/** Looks whether everybody inside still has the right to be there. */
	async review(): Promise<void> {
		await Promise.all([...this.#guests].map(async guest => this.#reviewGuest(guest)));
	}

	/** Takes a device's right away and puts it out at once. False: it had none. */
	async revoke(device: string): Promise<boolean> {
		const wasThere = await this.#store.removeDevice(device);
		await this.review();
		return wasThere;
	}

	close(): void {
		this.#stopWatching();
		this.#guests.clear();
	}

	async #reviewGuest(guest: Guest): Promise<void> {
		const record = await this.#currentRecord(guest.device);
		const access = record === unreadable ? undefined : accessTo(record, guest.share);
		if (access === guest.access || !this.#guests.has(guest)) {
			return;
		}

		this.#guests.delete(guest);
		guest.close(record === unreadable || access !== undefined ? undefined : revoked);
	}

	/**
	A store that cannot be read (too many open files, say) is no proof that a right was taken away: it is read again a few times, and whoever is inside then has
	to come again.
	*/
	async #currentRecord(id: string): Promise<DeviceRecord | typeof unreadable | undefined> {
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.#store.device(id);
			} catch {
				if (attempt === readAttempts) {
					return unreadable;
				}

				await new Promise<void>(resolve => {
					this.#clock.after(readMilliseconds, resolve);
				});
			}
		}
	}

	/** Uses up the invite that the proof is for. Says nothing: what counts is the record that is there afterwards. */
	async #pair({device, hello, binding}: Knock): Promise<void> {
		const {proof, share} = hello;
		const invite = proof && await this.#store.invite(proof.invite);
		if (!invite || !this.#isOpen(invite)) {
			return;
		}

		const expected = proveInvite(invite.secret, share, binding);
		if (invite.share !== share || !sameProof(expected, proof.mac)) {
			await this.#countFailure(invite);
			return;
		}

		if (await this.#store.takeInvite(invite.id)) {
			await this.#register(device, hello, invite);
		}
	}

	async #register(device: string, {device: name}: Hello, {share, access}: InviteRecord): Promise<void> {
		const known = await this.#store.device(device);
		await this.#store.addDevice(known
			? {...known, name, share: addGrant(known, share, access)}
			: {
				id: device, name, share: encodeName(share), access, addedMilliseconds: this.#clock.wallMilliseconds(),
			});
	}

	async #countFailure(invite: InviteRecord): Promise<void> {
		const failedProofs = invite.failedProofs + 1;
		await this.#store.saveInvite({...invite, failedProofs});
		if (failedProofs >= failedProofLimit) {
			await this.#store.takeInvite(invite.id);
		}
	}

	#isOpen(invite: InviteRecord): boolean {
		return this.#clock.wallMilliseconds() < invite.expiresMilliseconds && invite.failedProofs < failedProofLimit;
	}

	async #oneProofAtATime(work: () => Promise<void>): Promise<void> {
		const result = this.#proofs.then(work);
		this.#proofs = result.catch(() => undefined);
		return result;
	}
}
