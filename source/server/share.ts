import type {Digest} from '../engine/core/node.js';
import type {Operation, OperationResult, Problem} from '../engine/core/operation.js';
import type {Path} from '../engine/core/path.js';
import type {Tree} from '../engine/core/tree.js';
import type {Content, DiskRoom, Replica} from '../engine/disk/replica.js';
import type {Commit, Head} from '../engine/protocol/messages.js';

/** What a commit request led to. */
export type CommitOutcome = {
	/** One for each operation, in order. */
	readonly results: readonly OperationResult[];
	/** The share's head after it: a new generation, or the old one if nothing could be applied. */
	readonly head: Head;
};

/** Who asks for a commit. `origin` is handed to the listeners, so that whoever asked can tell its own commit from others'. */
export type Asked = {
	readonly origin: symbol;
	/** Whether others have written there since the operation was planned, which its expectation alone does not tell. */
	readonly isOvertaken: (operation: Operation) => boolean;
};

export type CommitListener = (commit: Commit, origin: symbol | undefined, results: readonly OperationResult[]) => void;

/**
What a server needs of a share: its bytes, by digest and by path, and its generations, appended by compare-and-swap. A plain folder
is the first implementation; nothing above it knows that it is one.
*/
export type Share = {
	readonly name: string;
	readonly isReadOnly: boolean;
	/** Takes in what was edited on the disk and waits for quiet: whoever comes now gets it. Rejects when that cannot be written down. */
	settle(): Promise<void>;
	/** Why nothing may be served now, if so, in words for a client. */
	halted(): string | undefined;
	/** Whether its disk takes names that differ in case or form alone for one. */
	readonly isFolding: boolean;
	head(): Head;
	tree(): Tree;
	problems(): readonly Problem[];
	/** Where arriving contents are rebuilt. */
	readonly stage: Replica['stage'];
	/** Reads contents that the tree has. */
	readonly reader: Pick<Replica, 'readPack' | 'readChunks' | 'readDeltas'>;
	/** The content of a wanted file, preferably at the path given. */
	resolve(path: Path, digest: Digest): Content | undefined;
	/** A content there has turned out not to be what the tree says: looks again. */
	doubt(paths: readonly Path[]): Promise<void>;
	/** Where a chunk with this digest may be copied from. */
	locate(chunk: Digest): {readonly path: Path; readonly offset: number} | undefined;
	/** Packed recipe of a file of this digest that the tree has. */
	recipeOf(digest: Digest): Uint8Array | undefined;
	room(): Promise<DiskRoom>;
	/**
	Applies what still fits, as one generation; listeners hear of it before the promise resolves.
	*/
	commit(operations: readonly Operation[], device: string, asked?: Asked): Promise<CommitOutcome>;
	/** The commits after `head`; undefined when the history does not contain it. */
	commitsSince(head: Head): Promise<readonly Commit[] | undefined>;
	onCommit(listener: CommitListener): () => void;
	/** Told, in words for a client, when nothing may be served any more. */
	onHalt(listener: (reason: string) => void): () => void;
	/** The last head that a session has said to have kept durably, or else the one at which it was first given the whole tree. */
	acknowledged(session: string): Promise<Head | undefined>;
	acknowledge(session: string, head: Head): Promise<void>;
	/** Remembers of a session that has not acknowledged anything yet that it is given the whole tree, as of the present head. */
	meet(session: string): Promise<void>;
	close(): Promise<void>;
};
