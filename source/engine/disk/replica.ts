import type {Digest, FileNode} from '../core/node.js';
import type {Operation, OperationResult, Problem} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {Tree} from '../core/tree.js';
import type {Loss} from './losses.js';
import type {PowerCut} from './power-cut.js';

/** Decides what a scan leaves out. `isFolder` matters for patterns that end in a slash. */
export type IgnoreRules = {
	ignores(path: Path, isFolder: boolean): boolean;
	/** There is no pattern at all: nothing is left out anywhere. */
	readonly isEmpty?: boolean;
	/** Names of files that hold rules for the folder they stand in; absent when there are none. */
	readonly fileNames?: readonly string[];
	/** Grows whenever the rules have changed: what was asked before must be asked again. */
	readonly version?: number;
	/** Says which pattern leaves a path out, where that can be told. */
	explain?(path: Path, isFolder: boolean): IgnoreExplanation;
	/** The rules as they were at the last call, if they have changed since. */
	takeFormer?(): IgnoreRules | undefined;
	/** A folder is being moved: its rules hold under the new name too, until a scan reads them there. Returns whether that is news. */
	follow?(from: Path, to: Path): boolean;
	/** Takes the texts of a folder's rule files, by name. The scan calls it for each folder it lists, before it asks about what is in it. */
	load?(folder: Path, texts: ReadonlyMap<string, string>): void;
};

/** Why a path is left out, or that it is not. */
export type IgnoreExplanation = {
	readonly ignored: false;
	/** How many patterns hold where the path stands. */
	readonly rules: number;
} | {
	readonly ignored: true;
	/** The path itself, or the folder above it that is left out whole. */
	readonly path: Path;
	/** The rule file; absent when the pattern comes from the command line. */
	readonly file?: Path;
	/** Counted from one. */
	readonly line: number;
	readonly pattern: string;
};

export type ScanRequest = {
	/** The tree of the last scan; nodes whose size, times and inode are unchanged are taken over, object and all. */
	readonly previous: Tree;
	/** Only these paths (and what is below them); undefined scans everything. */
	readonly dirty?: readonly Path[];
	readonly rules: IgnoreRules;
	readonly signal?: AbortSignal;
	/** Called now and then with the number of entries seen and bytes hashed so far. */
	readonly onProgress?: (progress: ScanProgress) => void;
	/** Called for each file that has been read, as soon as it has its name: the scan may go on for long. */
	readonly onNamed?: ((file: NamedFile) => void) | undefined;
};

export type ScanProgress = {readonly entries: number; readonly hashedFiles: number; readonly hashedBytes: number};

export type ScanResult = ScanProgress & {
	/** Shares every unchanged node and folder with the previous tree. Frozen paths keep what they were in it. */
	readonly tree: Tree;
	readonly problems: readonly Problem[];
	/** Paths of which nothing reliable is known now (unreadable, busy, vanished mid-scan): no step may touch them or what is below. */
	readonly frozen: ReadonlySet<Path>;
	/** Files that changed while they were read: worth another look soon. */
	readonly busy: readonly Path[];
	/** Ignored paths met on the way (topmost only). */
	readonly ignored: readonly Path[];
};

/** Of the disk that a root lies on. */
export type DiskRoom = {readonly freeBytes: number; readonly diskBytes: number};

/** `known`: the tree before the scan. */
export type LossRequest = {readonly cut: PowerCut; readonly known: Tree; readonly scan: Pick<ScanResult, 'tree' | 'frozen'>};

/** Whether the root is still the folder that was paired (rule 34). */
export type RootState =
	/** `isFolding`: names that differ in case or form alone are one there (rule 31). */
	| {readonly state: 'ready'; readonly marker: string; readonly isFolding?: true}
	| {readonly state: 'missing' | 'not-a-folder' | 'marker-missing' | 'marker-differs' | 'unreadable'; readonly message: string};

/** A stretch of bytes that already lies somewhere in the share. */
export type CopySource = {readonly chunkIndex: number; readonly path: Path; readonly offset: number};

/** Bytes that lie in a file of this replica, as far as is known. */
export type FileBytes = {readonly path: Path; readonly offset: number; readonly length: number};

/** A chunk that a delta makes of old bytes. */
export type ChunkPatch = {readonly chunkIndex: number; readonly old: readonly FileBytes[]};

/** What is to be rebuilt in the stage. */
export type StageRequest = {
	readonly digest: Digest;
	readonly size: number;
	/** Packed recipe; absent for a file of a single chunk. */
	readonly recipe?: Uint8Array;
	/** Chunks that can be copied from files of this replica, which happens until `finish` at the latest. Verified with the rest by it. */
	readonly copies: readonly CopySource[];
};

/** Chunk indexes of the request's recipe (0 for the only chunk). */
export type StageProgress = {readonly reused: readonly number[]; readonly missing: readonly number[]};

/** Many small contents in one buffer, one after the other. */
export type Pack = {
	readonly lengths: readonly number[];
	/** zstd of all the bytes, or the bytes themselves when `isCompressed` is false. */
	readonly payload: Uint8Array;
	readonly isCompressed: boolean;
};

export type Content = {readonly path: Path; readonly node: FileNode};

/** `mayHaveMoved`: it is new at its path, and something has vanished from elsewhere that it may have been. */
export type NamedFile = Content & {readonly mayHaveMoved: boolean};

/** A chunk to be told as a delta of what was signed elsewhere (content/signature); the signature has been checked. */
export type DeltaRequest = {readonly chunkIndex: number; readonly signature: Uint8Array};

/** Chunks as they are best told: by deltas, or whole where a delta saves nothing. A part without chunks is absent. */
export type ChunkDeltas = {
	/** `literalBytes`: what each delta carries itself, before compression. */
	readonly deltas?: {readonly indexes: readonly number[]; readonly literalBytes: readonly number[]; readonly pack: Pack};
	readonly chunks?: {readonly indexes: readonly number[]; readonly pack: Pack};
};

export type PatchResult = {readonly wrong: readonly number[]; readonly literalBytes: readonly number[]};

/** Files being rebuilt and verified in the reserved folder, found again by digest, also after a crash. */
export type Stage = {
	/** Which of these are complete in the stage. */
	has(digests: readonly Digest[]): Promise<ReadonlySet<Digest>>;
	/** Stores each content under the digest of what arrived. Returns these digests in order. */
	putPack(pack: Pack): Promise<readonly Digest[]>;
	/** Takes verified chunks of an earlier attempt and sees what the share already has; says what must still be sent. */
	begin(request: StageRequest): Promise<StageProgress>;
	/** Chunks in the order of `indexes`; each is verified by its SHA-256. Returns the indexes of those that were wrong. */
	putChunks(digest: Digest, indexes: readonly number[], pack: Pack): Promise<readonly number[]>;
	/** Signs old bytes of this replica. The signatures lie one after the other; `places` tells which of `olds` they are of, for what cannot be read has none. */
	sign(olds: ReadonlyArray<readonly FileBytes[]>): Promise<{readonly places: readonly number[]; readonly packed: Uint8Array}>;
	/**
	Makes chunks of old bytes by deltas, in the order of `patches`, and verifies them like any other. `wrong`: their indexes, also of those whose old
	bytes are no longer there; `literalBytes`: what each delta carried itself. Throws `FsyncError` (protocol) for a delta that cannot be true.
	*/
	patchChunks(digest: Digest, patches: readonly ChunkPatch[], pack: Pack): Promise<PatchResult>;
	/** Copies what is still to be copied and verifies the whole file (XXH3-128). `again`: chunks that are wrong or missing and must be sent (again). */
	finish(digest: Digest): Promise<{readonly again: readonly number[]}>;
	/** Gives up a file; what was verified stays for a later attempt. */
	abandon(digest: Digest): Promise<void>;
	/** Removes contents that no transition has used. */
	sweep(keep?: ReadonlySet<Digest>): Promise<void>;
};

export type TransitionRequest = {
	readonly operations: readonly Operation[];
	/** This side's tree as last scanned: what the disk is compared with before each step. */
	readonly tree: Tree;
	/** Kept with each trashed version: why and by whose change it went. */
	readonly cause: {readonly device: string; readonly reason: string};
};

export type TransitionResult = {
	/** One for each operation, in order. */
	readonly results: readonly OperationResult[];
	/** The tree after the applied ones, with the disk's own stat in the nodes. */
	readonly tree: Tree;
};

/**
One side's folder on a disk: everything that is done to it goes through here. All work happens off the main thread.
Errors of single paths are data; a method throws only on a bug or when the whole root is gone (`FsyncError`).
*/
export type Replica = {
	readonly root: string;
	readonly stage: Stage;
	/** Looks at root and marker. With `create` an absent marker is written (first use). */
	check(create?: boolean): Promise<RootState>;
	/**
	Takes the folder's lock; throws `FsyncError` with code `locked` when another process holds it. Tells of a power cut whose losses have not
	been found yet: then the first scan's `previous` is to be `distrustRecent` of what is known, and `losses` is to be asked about its result.
	*/
	lock(): Promise<PowerCut | undefined>;
	/** What the disk has lost in a power cut, out of what differs between what was known and what was found. */
	losses(request: LossRequest): Promise<readonly Loss[]>;
	/** Losses have been found and what is known of the folder has been saved: the power cut is over. */
	recovered(): Promise<void>;
	/** Begins the walk of the next scan of everything, which must have the same rules, before it is known what that is to be compared with. */
	walkAhead(rules: IgnoreRules): void;
	scan(request: ScanRequest): Promise<ScanResult>;
	/** Whole small files in one pack. `changed` lists those that are no longer what the node says (their length is 0). */
	readPack(contents: readonly Content[]): Promise<{readonly pack: Pack; readonly changed: readonly number[]}>;
	/**
	Chunks of one file, by their place in its recipe; undefined when the file is no longer what the node says. `isDoubted`: such bytes were found wrong
	elsewhere, so that those of a young file, of which the disk's times prove nothing, are compared with the node.
	*/
	readChunks(content: Content, indexes: readonly number[], isDoubted?: boolean): Promise<Pack | undefined>;
	/** The same as deltas of what the other side has in their place. */
	readDeltas(content: Content, requests: readonly DeltaRequest[]): Promise<ChunkDeltas | undefined>;
	/**
	Carries out operations in order: looks again (no parent is a symlink, the target is as expected), publishes without clobbering from
	the stage or from a file of the same digest in the tree, trashes what is replaced, flushes. A step whose after-state is there already
	counts as applied, so that a journalled plan can be rolled forward.
	*/
	transition(request: TransitionRequest): Promise<TransitionResult>;
	room(): Promise<DiskRoom>;
	close(): Promise<void>;
};

