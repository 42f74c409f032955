import {applyOperations} from '../core/apply-operation.js';
import {sameContent} from '../core/node.js';
import type {MoveOperation, Operation} from '../core/operation.js';
import {isWithin, rebase, type Path} from '../core/path.js';
import {
	emptyTree,
	lookup,
	TreeDraft,
	type Tree,
} from '../core/tree.js';
import type {Move} from '../core/rename.js';
import {FsyncError} from '../fault.js';
import type {Commit, Head, Listing} from '../protocol/messages.js';
import {composeMove} from './compose-moves.js';
import {nameBefore} from './recover.js';
import {shareNodes} from './share-nodes.js';
import {Unanswered} from './unanswered.js';

/** The number of the last commit that has written a path, and what that is called on the server now: others may have moved it, or the folder around it. */
type Rewritten = {readonly commit: number; readonly path: Path};

/**
The share's tree as this client knows it, kept up to date by what the server says, in the order in which it says it. Moves are
gathered, because a commit tells them outright and the trees alone would not.
*/
export class RemoteView {
	/** Steps of ours of which nobody knows whether the server has taken them. */
	readonly unanswered = new Unanswered();
	#tree: Tree;
	#head: Head | undefined;
	#moves: readonly Move[] | undefined = [];
	#taken: readonly Move[] | undefined;
	#othersCommits = 0;
	/** Ids of the devices that brought what was not agreed on yet, by path. */
	#makers = new Map<Path, string>();
	#lost: Path[] = [];
	/** Paths to which others have given another content, as they are called in the ancestor. */
	readonly #rewritten = new Map<Path, Rewritten>();
	/** What those that have been moved since are called in the ancestor, by what they are called now. */
	readonly #renamed = new Map<Path, Path>();
	/** How many commits had been told when our side was last looked at for the sake of these. */
	#lookedAt = 0;
	#listing = new TreeDraft(emptyTree);

	constructor(tree: Tree = emptyTree, head?: Head) {
		this.#tree = tree;
		this.#head = head;
	}

	get tree(): Tree {
		return this.#tree;
	}

	/** How many commits of others have been told. */
	get othersCommits(): number {
		return this.#othersCommits;
	}

	get head(): Head | undefined {
		return this.#head;
	}

	/**
	Takes the moves that others made since the last call; undefined when they cannot be told (then they are found by comparing trees).
	*/
	takeMoves(): readonly Move[] | undefined {
		this.#taken = this.#moves;
		this.#moves = [];
		return this.#taken;
	}

	/** None of the moves that were taken last has been followed: they are told again, with those that have come since. */
	returnMoves(): void {
		this.#moves = this.#taken && this.#moves?.reduce<readonly Move[]>((moves, move) => composeMove(moves, move), this.#taken);
	}

	/** Id of the device that brought what stands at a path, if a commit told so since that was last agreed on. */
	maker(path: Path): string | undefined {
		return this.#makers.get(path);
	}

	/** Everything but these paths is agreed on: who brought it is of no interest any more. */
	forgetMakers(open: readonly Path[]): void {
		this.#makers = new Map(open.flatMap(path => {
			const maker = this.#makers.get(path);
			return maker === undefined ? [] : [[path, maker]];
		}));
	}

	/** Takes the paths whose versions the server's disk has lost since the last call, as they were called at that call. */
	takeLost(): readonly Path[] {
		const lost = this.#lost;
		this.#lost = [];
		return lost;
	}

	/**
	Paths of the ancestor that others have written since, although their content is the ancestor's again: it was put back to what we still have, which
	comparing the trees would not tell.
	*/
	putBack(ancestor: Tree): Path[] {
		return [...this.#rewritten].filter(([path, now]) => {
			const node = lookup(ancestor, path);
			return node !== undefined && node.kind !== 'folder' && sameContent(node, lookup(this.#tree, now.path));
		}).map(([path]) => path);
	}

	/** Our side is about to be looked at where others have written. */
	beforeLook(): void {
		this.#lookedAt = this.#othersCommits;
	}

	/**
	Where both sides are the same now, nobody's writing is left to be told: if it was told before our side was looked at, and that could be read.
	*/
	agreed(local: Tree, frozen: ReadonlySet<Path>): void {
		for (const [path, {commit, path: now}] of this.#rewritten) {
			const [ours, theirs] = [lookup(local, path), lookup(this.#tree, path)];
			if (commit <= this.#lookedAt && sameContent(ours, theirs) && [...frozen].every(held => !isWithin(held, path))) {
				this.#rewritten.delete(path);
				this.#renamed.delete(now);
			}
		}
	}

	/** Our own moves are about to change the names that the gathered ones are told in. */
	blurMoves(): void {
		this.#moves = undefined;
	}

	/**
	The ancestor has moved on. Where it now has something at the new place of a gathered move, a node of ours has met the moved one there: that
	move can no longer be told from it.
	*/
	overtake(before: Tree, after: Tree): void {
		if (this.#moves?.some(({to}) => lookup(after, to) !== undefined && lookup(before, to) === undefined) === true) {
			this.#moves = undefined;
		}
	}

	/** What is known has turned out not to be the server's: the next greeting asks for the whole tree. */
	distrust(): void {
		this.#head = undefined;
		this.#moves = undefined;
	}

	/** The whole tree is about to be listed; what is known stays until the list is complete. */
	expectListing(): void {
		this.distrust();
		this.#listing = new TreeDraft(emptyTree);
	}

	/** Another session's work. Throws when it does not fit: then this view is not the server's and must be fetched whole. */
	commit(commit: Commit): void {
		this.#othersCommits++;
		if (this.#head && commit.generation !== this.#head.generation + 1) {
			throw new FsyncError('protocol', `The server sent generation ${commit.generation} after ${this.#head.generation}; connecting again fetches the whole list.`);
		}

		const {tree, results} = applyOperations(this.#tree, commit.operations);
		const misfit = results.findIndex(result => result.status !== 'applied');
		if (misfit !== -1) {
			throw new FsyncError('protocol', `Generation ${commit.generation} does not fit what is known of the share at '${commit.operations[misfit]!.path}'; connecting again fetches the whole list.`);
		}

		for (const operation of commit.operations) {
			this.#makers.set(operation.path, commit.device);
			this.#note(operation, this.unanswered.told(operation));
		}

		this.#tree = tree;
		this.#head = {generation: commit.generation, lineage: commit.lineage};
	}

	/** Keeps of a step of others what their tree will not tell. */
	#note(operation: Operation, isOurs: boolean): void {
		if (operation.kind === 'move') {
			this.#moves &&= composeMove(this.#moves, {from: operation.from, to: operation.path});
			this.#moveRewritten(operation);
		} else if (operation.kind === 'delete' && operation.isLost) {
			this.#lost.push(nameBefore(operation.path, this.#moves ?? []));
		} else if (operation.kind === 'put' && operation.node.kind !== 'folder' && !isOurs && !sameContent(lookup(this.#tree, operation.path), operation.node)) {
			this.#rewrite(operation.path);
		}
	}

	#rewrite(path: Path): void {
		const known = this.#renamed.get(path) ?? nameBefore(path, this.#moves ?? []);
		this.#rewritten.set(known, {commit: this.#othersCommits, path});
	}

	#moveRewritten({from, path: to}: MoveOperation): void {
		for (const [known, {commit, path}] of this.#rewritten) {
			if (isWithin(from, path)) {
				const now = rebase(path, from, to);
				this.#rewritten.set(known, {commit, path: now});
				this.#renamed.set(now, known);
			}
		}
	}

	/** Our own work, as the server applied it. */
	applied(tree: Tree, head: Head): void {
		this.#tree = tree;
		this.#head = head;
	}

	/** Takes the objects of a tree that it agrees with in most places, so that the two are compared quickly from now on. */
	share(model: Tree): void {
		this.#tree = shareNodes(this.#tree, model);
	}

	/** One page of the whole tree; true when it was the last. */
	listing(page: Listing): boolean {
		for (const {path, node} of page.entries) {
			this.#listing.set(path, node);
		}

		if (!page.isLast) {
			return false;
		}

		this.#tree = this.#listing.done();
		this.#lost = [];
		this.#rewritten.clear();
		this.#renamed.clear();
		this.#head = page.head;
		this.#moves = undefined;
		return true;
	}
}
