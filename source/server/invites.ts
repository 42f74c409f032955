import type {Clock} from '../engine/clock.js';
import {FsyncError} from '../engine/fault.js';
import {formatInvite} from '../engine/protocol/pairing.js';
import {Serial} from '../engine/serial.js';
import type {InviteRequest, InviteState} from '../engine/session/state.js';
import type {AccessStore, InviteRecord} from '../store/access-store.js';
import type {AccessControl} from './access.js';

export type InvitesOptions = {
	readonly access: AccessControl;
	readonly store: AccessStore;
	readonly clock: Clock;
	/** What an invite line says of this server. */
	readonly address: () => {readonly host: string; readonly port: number; readonly server: string};
	/** The shares by name, the first one first. */
	readonly shares: () => ReadonlyArray<{readonly name: string; readonly isReadOnly: boolean}>;
	/** Another invite is shown now, or none. `isStanding`: nobody has asked for it. */
	readonly onChange: (invite: InviteState | undefined, isStanding: boolean) => void;
};

type Shown = {readonly record: InviteRecord; readonly isStanding: boolean};

/**
The one invite that a server shows. While nobody is paired one stands open, so that the first machine can come in without another command; later it is
the one that somebody has asked for, until it is used, withdrawn or too old.
*/
export class Invites {
	readonly #options: InvitesOptions;
	readonly #serial = new Serial();
	#shown: Shown | undefined;

	constructor(options: InvitesOptions) {
		this.#options = options;
	}

	/** Makes an invite that is shown in the place of the present one. Throws `FsyncError` (usage) when there is no such share. */
	async make({share: wanted, access}: InviteRequest = {}): Promise<string> {
		const {shares} = this.#options;
		const share = shares().find(({name}) => wanted === undefined || name === wanted);
		if (!share) {
			throw new FsyncError('usage', wanted === undefined ? 'Nothing is shared, so nobody can be invited.' : `This server has no share '${wanted}'.`);
		}

		return this.#serial.run(async () => {
			await this.#takeBack();
			return this.#show(await this.#options.access.createInvite(share.name, access ?? (share.isReadOnly ? 'read-only' : 'read-write')), false);
		});
	}

	/** Nobody can use the invite that is shown any more. */
	async withdraw(): Promise<void> {
		await this.#serial.run(async () => this.#takeBack());
	}

	/** Devices or invites have changed, or time has passed: takes off what is used up, and puts up what has to stand open. */
	async refresh(isAnybodyPaired: boolean): Promise<void> {
		await this.#serial.run(async () => {
			const isOpen = await this.#isOpen();
			if (isAnybodyPaired) {
				await (isOpen && !this.#shown!.isStanding ? undefined : this.#takeBack());
				return;
			}

			const [share] = this.#options.shares();
			if (!isOpen && share) {
				this.#show(await this.#options.access.createInvite(share.name, share.isReadOnly ? 'read-only' : 'read-write'), true);
			}
		});
	}

	/** The invite that is shown can no longer be used. */
	isExpired(): boolean {
		return this.#shown !== undefined && this.#options.clock.wallMilliseconds() >= this.#shown.record.expiresMilliseconds;
	}

	async #isOpen(): Promise<boolean> {
		const shown = this.#shown;
		return shown !== undefined && !this.isExpired() && await this.#options.store.invite(shown.record.id) !== undefined;
	}

	#show(record: InviteRecord, isStanding: boolean): string {
		const {address, onChange} = this.#options;
		const {share, access, expiresMilliseconds, id, secret} = record;
		const line = formatInvite({
			...address(), share, id, secret,
		});
		this.#shown = {record, isStanding};
		onChange({
			line, share, access, expiresMilliseconds,
		}, isStanding);
		return line;
	}

	async #takeBack(): Promise<void> {
		const shown = this.#shown;
		if (!shown) {
			return;
		}

		this.#shown = undefined;
		this.#options.onChange(undefined, shown.isStanding);
		await this.#options.store.takeInvite(shown.record.id);
	}
}
