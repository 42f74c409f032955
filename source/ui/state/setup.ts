import type {Mode} from '../contract.js';

/** What a folder holds that somebody wants to sync. */
export type FolderLook = {
	/** Absolute. */
	readonly path: string;
	readonly files: number;
	readonly folders: number;
	readonly bytes: number;
	/** Patterns that would hide what is usually not synced and is there. */
	readonly suggestions: readonly string[];
};

/** The other end, as far as it can be known before anything is sent. */
export type PeerLook = {
	readonly kind: 'server' | 'vault';
	/** `build:8440/site`, `vault:site`. */
	readonly name: string;
	/** Start of the server's device id, for people to compare; it was proved by the handshake. */
	readonly device?: string;
	/** The same of this device. */
	readonly ownDevice: string;
	/** How long the handshake took. */
	readonly handshakeMilliseconds?: number;
	/** An invite is used up when the first sync begins. */
	readonly isInvited: boolean;
};

/** What is left out of a sync, and what is in it. */
export type IgnoreLook = {
	readonly hiddenFiles: number;
	readonly hiddenBytes: number;
	readonly files: number;
	readonly bytes: number;
	/** Rule files that were found. */
	readonly ruleFiles: readonly string[];
};

export type IgnoreChoice = {readonly patterns: readonly string[]; readonly useGitignore: boolean};

/** What somebody has chosen in the wizard. */
export type SetupChoice = IgnoreChoice & {
	readonly folder: string;
	/** As typed or pasted; empty for a vault. */
	readonly remote: string;
	readonly mode: Mode;
};

/** What the wizard asks of the machine. Every method throws `FsyncError` with a sentence that says what to do. */
export type SetupControl = {
	/** The folder that is offered first. */
	readonly folder: string;
	lookAtFolder(text: string, signal: AbortSignal): Promise<FolderLook>;
	/** Reads an invite line, `host:port[/share]` or nothing (a vault), and reaches the server. */
	lookAtPeer(text: string, folder: string, signal: AbortSignal): Promise<PeerLook>;
	/** Counts what the patterns hide in the folder that was looked at last. */
	countIgnored(choice: IgnoreChoice, signal: AbortSignal): Promise<IgnoreLook>;
	start(choice: SetupChoice): void;
};

export type SetupWorld = {readonly state: Readonly<Record<string, never>>; readonly control: SetupControl};
