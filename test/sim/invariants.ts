import {
	isWithin,
	parentOf,
	pathFault,
	reservedName,
	type Path,
} from '../../source/engine/core/path.js';
import type {TreeNode} from '../../source/engine/core/node.js';
import {lookup, walk, type Tree} from '../../source/engine/core/tree.js';
import {root, type Machine} from './machine.js';
import {
	digestOf,
	firstMisfit,
	nameOf,
	remember,
	type Memory,
} from './memory.js';
import {conflictMark} from './model.js';
import {firstDifference, lookAround, type Seen} from './sight.js';
import {locate} from './sim-store-disk.js';
import {settle} from './perform.js';
import type {World} from './world.js';

/** Handles that a program may have open at once. */
const mostHandles = 128;
/** Bytes that may be on their way on one line. */
const mostBytesOnTheWay = 64 * 1024 * 1024;
const maximumChunkBytes = 256 * 1024;
/** How long a disk may keep names to itself, as `disk/losses` counts. */
const youngMilliseconds = 10 * 60 * 1000;

type Sight = ReadonlyMap<Path, Seen>;

/** I2: what is outside of the synced folders is as it was. */
export function outsideUntouched(world: World): void {
	for (const machine of world.machines) {
		const inode = locate(machine.disk, '/home/outside/sentinel');
		if (inode?.bytes.toString() !== 'sentinel' || inode.parent!.entries.size !== 1) {
			world.fail('I2', `something outside of the folder changed at ${machine.name}`);
		}
	}
}

/**
I3: what a side remembers as agreed is never ahead of its disk. Looked at when the power goes: what was agreed on and stood there before must
stand there after, if it was that very file: the same content brought anew, after a user has taken the old one away, is not agreed on yet. (That both sides had it is invariant I11.)
*/
export function memoryNotAhead(world: World, at: number, before: Sight): void {
	const machine = world.machines[at]!;
	const memory = remember(machine, at);
	const after = lookAround(machine);
	for (const {path, node} of memory ? walk(memory.agreed) : []) {
		const [was, is] = [before.get(path), after.get(path)];
		if (node.kind === 'file' && was?.kind === 'file' && digestOf(was) === node.digest && (!node.disk || isThat(node, was)) && is?.content !== was.content) {
			world.fail('I3', `${machine.name} remembers ${path} as agreed, and the power cut took it away`);
		}
	}
}

/** Notes what the program on a machine has to take for lost by the disk, now that the power has gone: for I8. */
export function excuseLosses(world: World, at: number): void {
	const machine = world.machines[at]!;
	const memory = remember(machine, at);
	const known = memory?.local ?? memory?.agreed;
	if (!known) {
		return;
	}

	const lost = youngAndGone(known, lookAround(machine));
	// It comes back in whatever older version is left elsewhere.
	const older = world.machines.flatMap(other => namesAt(lost.map(({path}) => path), lookAround(other)));
	world.model.excuse([...lost.map(({name}) => name), ...older]);
}

const namesAt = (paths: readonly Path[], sight: Sight): string[] => paths.flatMap(path => {
	const seen = sight.get(path);
	return seen && seen.kind !== 'folder' ? [nameOf(seen)] : [];
});

/**
Notes what nobody can tell from what a power cut has left of the version that was known at its path (`disk/losses`), because it was written there within the same tick of the disk's clock
and is no longer: for I7.
*/
export function doubtRuins(world: World, at: number): void {
	const machine = world.machines[at]!;
	const memory = remember(machine, at);
	const known = memory?.local ?? memory?.agreed;
	for (const [path, seen] of known ? lookAround(machine) : []) {
		const node = lookup(known!, path);
		if (node?.kind === 'file' && seen.kind === 'file' && digestOf(seen) !== node.digest && node.modifiedMicroseconds === Math.round(seen.inode.modified * 1000) && seen.bytes.length <= node.size) {
			world.model.doubt(seen.content);
		}
	}
}

/** Notes what a program had saved as agreed, but not for good, when the power went: if it has been deleted meanwhile, nobody there knows that it was agreed. For I8. */
export function excuseForgotten(world: World, at: number, before: Memory | undefined): void {
	const machine = world.machines[at]!;
	const kept = new Set(namesIn(remember(machine, at)?.agreed));
	const there = new Set(Array.from(lookAround(machine).values(), seen => nameOf(seen)));
	world.model.excuse(namesIn(before?.agreed).filter(name => !kept.has(name) && !there.has(name)));
}

function namesIn(tree: Tree | undefined): string[] {
	return tree ? Array.from(walk(tree), ({node}) => nameOfNode(node)).filter(name => name !== undefined) : [];
}

/** As `nameOf` names what is seen. Folders have no content. */
const nameOfNode = (node: TreeNode): string | undefined => node.kind === 'file' ? node.digest : (node.kind === 'symlink' ? `-> ${node.target}` : undefined);

/** Contents that are known (named by `nameOf`), and whose names were young when the power went and are gone. */
function youngAndGone(known: Tree, after: Sight): Array<{readonly path: Path; readonly name: string}> {
	const nodes = [...walk(known)];
	const lastChange = Math.max(...nodes.map(({node}) => node.disk?.changedMilliseconds ?? -Infinity));
	const there = new Set(Array.from(after.values(), seen => nameOf(seen)));
	return nodes.flatMap(({path, node}) => {
		const name = nameOfNode(node);
		const isYoung = (node.disk?.changedMilliseconds ?? Infinity) >= lastChange - youngMilliseconds;
		return name !== undefined && isYoung && !there.has(name) ? [{path, name}] : [];
	});
}

/** I4: trees are valid: what is remembered can be read and names nothing that cannot be. */
export function treesValid(world: World): void {
	for (const [at, machine] of world.machines.entries()) {
		const memory = remember(machine, at);
		if (!world.hasLostMemory && (!memory || memory.damage.length > 0)) {
			world.fail('I4', `${machine.name} cannot remember: ${memory?.damage.join(', ') ?? 'nothing there'}`);
		}

		for (const {path} of memory ? walk(memory.agreed) : []) {
			const fault = pathFault(path);
			if (fault !== undefined) {
				world.fail('I4', `${machine.name} remembers a path that ${fault}`);
			}
		}
	}
}

/** I5: handles and bytes on their way are bounded, and at rest nothing is open. */
export function resourcesBounded(world: World, isAtRest: boolean): void {
	for (const {process, name} of world.machines) {
		if (process && (process.mostHandles > mostHandles || (isAtRest && process.handles > 0))) {
			world.fail('I5', `${name} has ${process.handles} files open, at most ${process.mostHandles}`);
		}
	}

	for (const {wire} of world.links) {
		if (wire && wire.pendingBytes > mostBytesOnTheWay) {
			world.fail('I5', `${wire.pendingBytes} bytes are on their way`);
		}
	}
}

/**
I6: all replicas are equal: paths, kinds, contents, executable bits, link texts. Exception: a client that lists conflicts (`--prefer hold`) may
differ from the server as long as it lists them; the run goes on with `--prefer both` then, and must converge. And as long as it lists names that a folding disk cannot keep apart from
others (rule 31): they and what depends on them wait until somebody renames one of them, and then it must converge, too.
*/
export function converged(world: World): void {
	const [server, ...clients] = world.machines.map(machine => lookAround(machine));
	for (const [index, client] of clients.entries()) {
		const difference = firstDifference(server!, client);
		if (difference !== undefined && !world.hasConflicts(index + 1) && world.clashes(index + 1).length === 0) {
			world.fail('I6', `client-${index + 1} and the server differ: ${difference}`);
		}
	}
}

/** Whether a node is what is seen, by its inode. */
const isThat = (node: TreeNode | undefined, seen: Seen | undefined): boolean =>
	node?.disk !== undefined && node.disk.inode === seen?.inode.number && node.disk.bornMilliseconds === seen.inode.born;

/**
I7: every content that no user replaced or deleted knowingly is on every replica (on one at least as long as a conflict or a clash of names is held). Trash does
not count. Exceptions: empty files, which are all alike; and a content that was written back although the others had not heard of what
replaced it, which nobody can tell from one that never changed; and what was written within the same tick as the version that a power cut seems to have spoilt there.
*/
export function nothingLost(world: World): void {
	const sights = world.machines.map(machine => new Set(Array.from(lookAround(machine).values(), ({content}) => content)));
	const isHeld = world.machines.some((_, at) => at > 0 && (world.hasConflicts(at) || world.clashes(at).length > 0));
	for (const version of world.model.standing()) {
		const holders = sights.filter(sight => sight.has(version.content)).length;
		if (!version.isUnseen && (isHeld ? holders === 0 : holders < sights.length)) {
			world.fail('I7', `version ${version.id} of step ${version.step} (machine ${version.machine}) is on ${holders} of ${sights.length} machines`);
		}
	}
}

/**
I8: what a user deleted does not come back, if nobody on another machine had moved or written it. Each exception is noted for the contents that it is about, and no
other (`Model.isGone` and `excuse`):
- A program had lost its memory between the deletion and the next rest at which all were equal: without an ancestor nothing is ever deleted.
- A power cut came before the program there had saved that the name was gone, or the name went before the program had found out what the cut has cost; and it was
  young: it counts as lost by the disk (`disk/losses`).
- In runs in which a program may end at any moment, or while a conflict is held: a program that had it had not yet saved (before a power cut: for good) that both sides had
  it. One that dies between receiving and saving finds it deleted, and not known to have been agreed; and what depends on a held conflict is not agreed on.
- Conflict copies: what was in conflict has been copied, whatever users do with the original meanwhile. Where a user moves one side of a held conflict, the other one is moved with it
  (rule 14), and so is what was written there meanwhile where a user elsewhere has moved it; a move beats a deletion.
- What counts as lost by the disk comes back in whatever older version the others still have.
- What lies in a folder that is itself held in a conflict, which has never left; and what a client has moved into a conflict stands on the others where it was agreed,
  with all that was in it; and what has stood where a client with a conflict had agreed on it may be part of that. It waits for the decision, and the look after that excuses nothing. And, in runs in which a program died, one side of a held conflict: a client that
  died before it had saved that its version was taken meets it later as somebody's.
*/
export function nothingResurrected(world: World): void {
	for (const machine of world.machines) {
		for (const [path, seen] of lookAround(machine)) {
			const {content, kind} = seen;
			const isConflict = world.model.copied.has(content) || world.heldPaths().some(held => isWithin(held, path)) || (world.hasDied && world.machines.some((_, at) => world.hasConflicts(at)));
			if (kind !== 'folder' && content !== 'empty' && !isConflict && world.model.isGone(content) && !isWaiting(world, path) && !hasStayed(world, path, seen)) {
				world.fail('I8', `${path} at ${machine.name} was deleted by a user and came back`);
			}
		}
	}
}

/** Whether this is what a client that has conflicts had agreed on there: what its user has done to it may be part of one. */
function hasStayed(world: World, path: Path, seen: Seen): boolean {
	return world.machines.some((machine, at) => {
		const agreed = world.hasConflicts(at) ? remember(machine, at)?.agreed : undefined;
		const node = agreed && lookup(agreed, path);
		return node !== undefined && nameOfNode(node) === nameOf(seen);
	});
}

/** Whether what stands at a path, or a folder above it, is agreed there and in a conflict at the place to which a client has moved it. */
function isWaiting(world: World, path: Path): boolean {
	return world.machines.some((machine, at) => {
		const conflicts = world.conflicts(at);
		const agreed = conflicts.length > 0 ? remember(machine, at)?.agreed : undefined;
		for (let above = path; agreed && above !== ''; above = parentOf(above)) {
			const stood = lookup(agreed, above);
			if (conflicts.some(conflict => conflict.path !== above && isSameThing(stood, conflict.local))) {
				return true;
			}
		}

		return false;
	});
}

function isSameThing(a: TreeNode | undefined, b: TreeNode | undefined): boolean {
	return a?.disk !== undefined && a.disk.inode === b?.disk?.inode && a.disk.bornMilliseconds === b.disk.bornMilliseconds;
}

/**
I9: no conflict copy has the content of its original, and there are none where only one machine was written to. Exceptions: runs in which a program lost its
memory; of the first, contents that users have written twice (and so back into the original), or brought to the original's place twice, on two machines; of the second, runs in which a program died, for what it had sent and not yet saved as agreed meets its user's next edit as somebody's.
*/
export function nothingInvented(world: World): void {
	for (const machine of world.machines) {
		const seen = lookAround(machine);
		for (const [path, {content, kind}] of seen) {
			const original = path.replace(conflictMark, '');
			if (original === path || kind === 'folder') {
				continue;
			}

			if (world.model.actors.size < 2 && !world.hasLostMemory && !world.hasDied) {
				world.fail('I9', `${path} at ${machine.name} is a conflict of one writer with itself`);
			}

			if (seen.get(original)?.content === content && !world.hasLostMemory && world.model.versionsOf(content).length === 1 && !world.model.isTwiceAt(original, content)) {
				world.fail('I9', `${path} at ${machine.name} is the same as what it is in conflict with`);
			}
		}
	}
}

/**
I10: when everything is looked at once more, nothing is planned, sent or written. The look before that one may still note that a file which was
young when it was read is old enough by now (rule R8).
*/
export function idempotent(world: World): void {
	world.nudge();
	world.advance(4000);
	const [changes, plans, sentBytes] = [world.changes(), world.counts.operations, world.counts.sentBytes];
	world.nudge();
	world.advance(4000);
	if (world.changes() !== changes || world.counts.operations !== plans || world.counts.sentBytes !== sentBytes) {
		world.fail('I10', `a second look made ${world.changes() - changes} changes on disks, ${world.counts.operations - plans} operations, ${world.counts.sentBytes - sentBytes} bytes of content`);
	}
}

/** I11: what each side remembers as agreed is what both have. Exception: clients with conflicts or clashes of names. */
export function agreedIsThere(world: World): void {
	for (const [at, machine] of world.machines.entries()) {
		const memory = remember(machine, at);
		const misfit = memory && firstMisfit(memory.agreed, lookAround(machine));
		if (misfit !== undefined && !world.hasConflicts(at) && world.clashes(at).length === 0) {
			world.fail('I11', `${machine.name}: ${misfit}`);
		}
	}
}

/** I12: a pure rename sends no content; an edit of a few bytes sends them and two chunks at most. Exception: empty files, which are no renames. */
export function economical(world: World): void {
	const files = [...lookAround(world.machines[1]!)].filter(([, {kind, inode}]) => kind === 'file' && inode.bytes.length > 0);
	const [path, file] = files.toSorted(([, a], [, b]) => b.inode.bytes.length - a.inode.bytes.length)[0] ?? [];
	if (path === undefined || !file || files.filter(([, {content}]) => content === file.content).length > 1) {
		return;
	}

	const sentBefore = world.counts.sentBytes;
	world.user(1, {op: 'rename', from: path, path: 'renamed'});
	settle(world, 60_000);
	if (world.counts.sentBytes !== sentBefore) {
		world.fail('I12', `renaming ${path} sent ${world.counts.sentBytes - sentBefore} bytes of content`);
	}

	world.user(1, {
		op: 'patch', path: 'renamed', id: 999_999_999_999, size: 16,
	});
	settle(world, 60_000);
	if (world.counts.sentBytes - sentBefore > (16 + (2 * maximumChunkBytes)) * (world.machines.length - 1)) {
		world.fail('I12', `changing 16 bytes sent ${world.counts.sentBytes - sentBefore}`);
	}
}

/**
I13: nothing is left in the stage that was being published. Exceptions: contents, complete or not, of a transfer that was interrupted; they wait there for the
next attempt. And machines at which a fault was made: what a killed program was publishing is removed when its stage is next used, which nobody may do any more.
*/
export function nothingStaged(world: World): void {
	for (const [at, machine] of world.machines.entries()) {
		if (world.troubled.has(at)) {
			continue;
		}

		const left = stagedNames(machine);
		if (left.length > 0) {
			world.fail('I13', `${machine.name} has ${left.join(', ')} in its stage`);
		}
	}
}

function stagedNames({disk}: Machine): string[] {
	return [...locate(disk, `${root}/${reservedName}/stage`)?.entries.keys() ?? []].filter(name => !/^[\da-f]{64}(?:\.part)?$/v.test(name));
}
