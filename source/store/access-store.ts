import {join} from 'node:path';
import * as z from 'zod';
import {FsyncError} from '../engine/fault.js';
import {StateFile, type Place} from './durable-adapter.js';
import {prepareFolder, removeFile} from './file-group.js';
import {watchFolders} from './folder-watch.js';
import {nodeStoreDisk, type StoreDisk} from './store-disk.js';

export type Access = 'read-write' | 'read-only';

/** A device that may connect. */
export type DeviceRecord = {
	/** SHA-256 of its public key, hex. */
	readonly id: string;
	readonly name: string;
	/** Shares it may open; '*' for all. */
	readonly share: string;
	readonly access: Access;
	readonly addedMilliseconds: number;
	/** When it was connected last, as far as `devices` knows. */
	readonly lastSeen?: Sighting;
};

/** A device was connected: until when, from where, to which share, and the generation that it had then. */
export type Sighting = {readonly milliseconds: number; readonly address?: string; readonly share?: string; readonly generation?: number};

/** A one-time right to pair. */
export type InviteRecord = {
	/** Random, 16 hex digits; names the invite in the hello. */
	readonly id: string;
	/** 128 random bits, hex. */
	readonly secret: string;
	readonly share: string;
	readonly access: Access;
	readonly expiresMilliseconds: number;
	readonly failedProofs: number;
};

/**
Devices and invites, one small file each, so that the running server and a command beside it never overwrite each other's
changes. Reads always see what is on the disk now.
*/
export type AccessStore = {
	device(id: string): Promise<DeviceRecord | undefined>;
	devices(): Promise<readonly DeviceRecord[]>;
	/** Adds or replaces a device. To be used when pairing only: it would bring back a device that was revoked meanwhile. */
	addDevice(device: DeviceRecord): Promise<void>;
	removeDevice(id: string): Promise<boolean>;
	/** Remembers when a device was connected last; `devices` tells it. Never gives a right back that was taken away meanwhile. */
	noteSeen(id: string, sighting: Sighting): Promise<void>;
	invite(id: string): Promise<InviteRecord | undefined>;
	invites(): Promise<readonly InviteRecord[]>;
	saveInvite(invite: InviteRecord): Promise<void>;
	/** True for exactly one caller: the invite is used up. */
	takeInvite(id: string): Promise<boolean>;
	/** Called when devices or invites change on disk, also by another process; the returned function stops it. */
	watch(onChange: () => void): () => void;
};

const deviceSchema = z.object({
	id: z.string(),
	name: z.string(),
	share: z.string(),
	access: z.enum(['read-write', 'read-only']),
	addedMilliseconds: z.number(),
});

const sightingSchema = z.object({
	id: z.string(), milliseconds: z.number(), address: z.string().optional(), share: z.string().optional(), generation: z.int().optional(),
});

/** As it is stored, with absent fields absent. */
function parseSighting(value: unknown): Sighting & {readonly id: string} {
	const {id, milliseconds, address, share, generation} = sightingSchema.parse(value);
	return {
		id, milliseconds, ...(address !== undefined && {address}), ...(share !== undefined && {share}), ...(generation !== undefined && {generation}),
	};
}

const inviteSchema = z.object({
	id: z.string(),
	secret: z.string(),
	share: z.string(),
	access: z.enum(['read-write', 'read-only']),
	expiresMilliseconds: z.number(),
	failedProofs: z.int(),
});

/** How long an invite that has expired, or the mark of one that was used, is still kept. */
const keptMilliseconds = 24 * 60 * 60 * 1000;

/** Ids come from peers and flags: only these can be part of a path. */
const isId = (id: string): boolean => /^[\dA-Za-z]{1,128}$/v.test(id);

/** Records of one kind, a small lowdb each. */
class RecordFolder<Item extends {readonly id: string}> {
	readonly folder: string;
	readonly #place: Place;
	readonly #parse: (value: unknown) => Item;

	constructor(place: Place, parse: (value: unknown) => Item) {
		this.folder = place.folder;
		this.#place = place;
		this.#parse = parse;
	}

	/** What is there now; a damaged file reads as absent: nobody comes in by it. */
	async get(id: string): Promise<Item | undefined> {
		const item = isId(id) ? await this.#file(id).read() : undefined;
		return item?.id === id ? item : undefined;
	}

	async all(): Promise<readonly Item[]> {
		const items = await Promise.all(this.#place.disk.list(this.folder).map(async id => this.get(id)));
		return items.filter(item => item !== undefined);
	}

	async save(item: Item): Promise<void> {
		if (!isId(item.id)) {
			throw new FsyncError('store', `'${item.id}' cannot be an id.`);
		}

		await this.#file(item.id).write(item);
	}

	async remove(id: string): Promise<boolean> {
		return isId(id) && this.#file(id).remove();
	}

	#file(name: string): StateFile<Item> {
		return new StateFile({place: this.#place, name, parse: this.#parse});
	}
}

class FolderAccessStore implements AccessStore {
	readonly #disk: StoreDisk;
	readonly #devices: RecordFolder<DeviceRecord>;
	readonly #invites: RecordFolder<InviteRecord>;
	/** When devices were seen, apart from their rights: these are written at pairing only. */
	readonly #sightings: RecordFolder<Sighting & {readonly id: string}>;
	/** Empty files named after invites that were used up: making one succeeds once, and no late writer revives the invite. */
	readonly #taken: string;

	constructor(folder: string, disk: StoreDisk) {
		this.#disk = disk;
		this.#devices = new RecordFolder({disk, folder: join(folder, 'devices'), owner: 'device'}, value => deviceSchema.parse(value));
		this.#invites = new RecordFolder({disk, folder: join(folder, 'invites'), owner: 'invite'}, value => inviteSchema.parse(value));
		this.#sightings = new RecordFolder({disk, folder: join(folder, 'seen'), owner: 'sighting'}, parseSighting);
		this.#taken = join(folder, 'taken');
	}

	async open(): Promise<void> {
		for (const folder of [this.#devices.folder, this.#invites.folder, this.#sightings.folder, this.#taken]) {
			await prepareFolder(this.#disk, folder);
		}
	}

	/** Removes invites that nobody can use any more, and the marks of those that were used: expired ones need no mark. */
	async tidy(nowMilliseconds: number): Promise<void> {
		const isOver = (milliseconds: number): boolean => milliseconds < nowMilliseconds - keptMilliseconds;
		for (const {id, expiresMilliseconds} of await this.#invites.all()) {
			if (isOver(expiresMilliseconds)) {
				await this.#invites.remove(id);
			}
		}

		for (const {id} of await this.#sightings.all()) {
			if (await this.#devices.get(id) === undefined) {
				await this.#sightings.remove(id);
			}
		}

		for (const id of this.#disk.list(this.#taken)) {
			const path = join(this.#taken, id);
			if (isOver(this.#disk.stat(path)?.modifiedMilliseconds ?? nowMilliseconds) && await this.#invites.get(id) === undefined) {
				await removeFile(this.#disk, path);
			}
		}
	}

	async device(id: string): Promise<DeviceRecord | undefined> {
		return this.#devices.get(id);
	}

	async devices(): Promise<readonly DeviceRecord[]> {
		const devices = await this.#devices.all();
		return Promise.all(devices.map(async device => {
			const sighting = await this.#sightings.get(device.id);
			if (!sighting) {
				return device;
			}

			const {id: _, ...lastSeen} = sighting;
			return {...device, lastSeen};
		}));
	}

	async addDevice(device: DeviceRecord): Promise<void> {
		return this.#devices.save(deviceSchema.parse(device));
	}

	async removeDevice(id: string): Promise<boolean> {
		await this.#sightings.remove(id);
		return this.#devices.remove(id);
	}

	async noteSeen(id: string, sighting: Sighting): Promise<void> {
		await this.#sightings.save({...sighting, id});
	}

	async invite(id: string): Promise<InviteRecord | undefined> {
		return this.#isTaken(id) ? undefined : this.#invites.get(id);
	}

	async invites(): Promise<readonly InviteRecord[]> {
		const invites = await this.#invites.all();
		return invites.filter(({id}) => !this.#isTaken(id));
	}

	async saveInvite(invite: InviteRecord): Promise<void> {
		return this.#invites.save(invite);
	}

	async takeInvite(id: string): Promise<boolean> {
		if (await this.#invites.get(id) === undefined || !this.#claim(id)) {
			return false;
		}

		await this.#invites.remove(id);
		return true;
	}

	watch(onChange: () => void): () => void {
		return watchFolders({disk: this.#disk, folders: [this.#devices.folder, this.#invites.folder, this.#taken], onChange});
	}

	#isTaken(id: string): boolean {
		return isId(id) && this.#disk.stat(join(this.#taken, id)) !== undefined;
	}

	#claim(id: string): boolean {
		try {
			this.#disk.close(this.#disk.create(join(this.#taken, id)));
			return true;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
				return false;
			}

			throw error;
		}
	}
}

/** Opens the devices and invites of this user; makes the folders on first use. */
export async function openAccessStore(folder: string, disk: StoreDisk = nodeStoreDisk): Promise<AccessStore> {
	const store = new FolderAccessStore(folder, disk);
	await store.open();
	await store.tidy(Date.now());
	return store;
}
