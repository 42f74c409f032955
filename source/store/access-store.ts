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
	readonly lastSeenMilliseconds?: number;
};

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
	addDevice(device: DeviceRecord): Promise<void>;
	removeDevice(id: string): Promise<boolean>;
	invite(id: string): Promise<InviteRecord | undefined>;
	invites(): Promise<readonly InviteRecord[]>;
	saveInvite(invite: InviteRecord): Promise<void>;
	/** True for exactly one caller: the invite is used up. */
	takeInvite(id: string): Promise<boolean>;
	/** Called when devices or invites change on disk, also by another process; the returned function stops it. */
	watch(onChange: () => void): () => void;
};
