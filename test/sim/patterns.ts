import type {Path} from '../../source/engine/core/path.js';
import type {Random} from './random.js';
import type {Step, Trouble} from './step.js';
import type {CallKind} from './sim-process.js';
import type {UserStep} from './user.js';

/** What a pattern is made of. */
export type Kit = {
	readonly random: Random;
	readonly troubles: ReadonlySet<Trouble>;
	readonly clients: number;
	readonly path: () => Path;
	/** A new write of a few bytes. */
	readonly write: (path: Path) => UserStep;
	readonly patch: (path: Path) => UserStep;
};

type Pattern = {readonly needs?: readonly Trouble[]; readonly make: (kit: Kit) => Step[]};

const quiet: Step = {step: 'quiet'};
const user = (at: number, step: UserStep): Step => ({step: 'user', at, do: step});
const tasks = ({random}: Kit): Step => ({step: 'tasks', count: random.between(1, random.chance(0.5) ? 5 : 40)});

/** Two machines, the first any, the second another. */
function two({random, clients}: Kit): [number, number] {
	const first = random.below(clients + 1);
	return [first, (first + random.between(1, clients)) % (clients + 1)];
}

/** A path in a folder. */
const inFolder = (path: Path): Path => path.includes('/') ? path : `dir/${path}`;
const folderOf = (path: Path): Path => path.slice(0, path.lastIndexOf('/'));

/** Known to everybody. */
const agreed = (kit: Kit, at: number, path: Path): Step[] => [user(at, kit.write(path)), quiet];

/**
Sequences of steps in which the same thing is done twice at once, or a fault meets the very thing that is being done: what chance alone would seldom
put together. Each needs the kinds of trouble that its faults are of.
*/
const patterns: Readonly<Record<string, Pattern>> = {
	/** The same path, on two machines, before either has heard of the other. */
	clash: {
		make(kit) {
			const [a, b] = two(kit);
			const path = kit.path();
			const other: UserStep = kit.random.pick([kit.write(path), kit.patch(path), {op: 'delete', path}, {op: 'rename', from: path, path: kit.path()}, {op: 'chmod', path}]);
			return [...agreed(kit, a, path), user(a, kit.patch(path)), tasks(kit), user(b, other)];
		},
	},
	/** Moved by one, deleted by another. */
	moveAndDelete: {
		make(kit) {
			const [a, b] = two(kit);
			const path = kit.path();
			const steps = [user(a, {op: 'rename', from: path, path: kit.path()}), user(b, {op: 'delete', path})];
			return [...agreed(kit, a, path), ...(kit.random.chance(0.5) ? steps : steps.toReversed())];
		},
	},
	/** A folder goes while something is done in it. */
	folderGoes: {
		make(kit) {
			const [a, b] = two(kit);
			const path = inFolder(kit.path());
			const inside = kit.random.pick([kit.write(path), kit.patch(path), kit.write(`${folderOf(path)}/new`)]);
			return [...agreed(kit, a, path), user(a, {op: 'removeFolder', path: folderOf(path)}), tasks(kit), user(b, inside)];
		},
	},
	/** Written twice within what a coarse clock counts as one moment, and looked at in between. */
	sameMoment: {
		make(kit) {
			const [a] = two(kit);
			const path = kit.path();
			return [user(a, kit.write(path)), {step: 'wait', milliseconds: kit.random.pick([310, 350, 400, 500])}, user(a, kit.patch(path))];
		},
	},
	/** Put back to what it was while the one between is on its way, and touched by somebody who has the first one. */
	putBack: {
		make(kit) {
			const [a, b] = two(kit);
			const path = kit.path();
			const other: UserStep = kit.random.pick([{op: 'delete', path}, kit.patch(path), {op: 'rename', from: path, path: kit.path()}]);
			const last = [user(a, {op: 'revert', path, back: 1}), user(b, other)];
			return [...agreed(kit, a, path), user(a, kit.patch(path)), {step: 'wait', milliseconds: 350}, tasks(kit), ...(kit.random.chance(0.5) ? last : last.toReversed())];
		},
	},
	/** Somebody is at a file at the very moment at which the program is. */
	between: {
		needs: ['interrupt'],
		make(kit) {
			const [a, b] = two(kit);
			const path = kit.random.chance(0.6) ? inFolder(kit.path()) : kit.path();
			const theirs: UserStep = kit.random.pick([kit.patch(path), {op: 'delete', path}, ...(path.includes('/') ? [{op: 'removeFolder', path: folderOf(path)} as const] : [])]);
			const mine = kit.random.pick([kit.write(path), kit.patch(path), kit.write(`${path}x`)]);
			return [...agreed(kit, a, path), {
				step: 'interrupt', at: b, call: kit.random.between(1, 6), kinds: kit.random.pick<readonly CallKind[]>([['look'], ['change'], ['read']]), do: mine,
			}, user(a, theirs), quiet];
		},
	},
	/** The program dies at a change that it makes because of somebody's moves and deletions. */
	halfDone: {
		needs: ['kill'],
		make(kit) {
			const [a, b] = two(kit);
			const paths = [kit.path(), inFolder(kit.path()), kit.path()];
			const edits: UserStep[] = [{op: 'rename', from: paths[0]!, path: kit.path()}, {op: 'delete', path: paths[1]!}, kit.patch(paths[2]!), {op: 'removeFolder', path: folderOf(paths[1]!)}];
			return [
				...paths.map(path => user(a, kit.write(path))),
				quiet,
				user(b, kit.random.pick([{op: 'rename', from: paths[1]!, path: kit.path()}, kit.write(`${folderOf(paths[1]!)}/new`)])),
				{
					step: 'kill', at: kit.random.pick([a, b]), call: kit.random.between(1, 12), kinds: kit.random.pick<readonly CallKind[]>([['change'], ['change', 'flush'], ['flush']]),
				},
				...edits.map(edit => user(a, edit)),
				quiet,
			];
		},
	},
	/** The power goes at a machine that has just taken something, perhaps after its disk has refused to flush. */
	powerGoes: {
		needs: ['power'],
		make(kit) {
			const [a, b] = two(kit);
			const path = kit.path();
			const refusal: Step = {
				step: 'errno', at: b, call: kit.random.between(1, 3), code: 'EIO', kinds: ['flush'], count: 1,
			};
			return [...agreed(kit, a, path), ...(kit.random.chance(0.5) ? [refusal] : []), user(a, kit.random.pick([kit.patch(path), kit.write(kit.path())])), kit.random.chance(0.7) ? quiet : tasks(kit), {
				step: 'power', at: b, call: kit.random.between(1, 3), ...kit.random.chance(0.3) && {kinds: ['flush'] as const},
			}];
		},
	},
	/** A disk does not answer while it is looked through. */
	unreadable: {
		needs: ['errno'],
		make(kit) {
			const [a, b] = two(kit);
			const path = inFolder(kit.path());
			const kinds = kit.random.pick<readonly CallKind[]>([['read'], ['look']]);
			// The root's marker is read first.
			const fault: Step = {
				step: 'errno', at: b, call: kit.random.between(3, 9), code: kit.random.pick(['EIO', 'EIO', 'EACCES']), kinds, count: kit.random.pick([1, 1, 3]),
			};
			const cause = kit.random.pick<Step>([{step: 'overflow', at: b}, {step: 'overflow', at: b}, user(b, kit.write(inFolder(kit.path()))), user(a, {op: 'delete', path}), user(a, kit.patch(path))]);
			return [...agreed(kit, a, path), fault, cause, quiet];
		},
	},
	/** A folder that nobody may list any more, and an edit beside it. */
	forbidden: {
		needs: ['forbid'],
		make(kit) {
			const [a, b] = two(kit);
			const path = inFolder(kit.path());
			return [...agreed(kit, a, path), {step: 'forbid', at: b, path: kit.random.chance(0.7) ? folderOf(path) : path}, kit.random.chance(0.7) ? {step: 'overflow', at: b} : user(b, kit.write(inFolder(kit.path()))), quiet];
		},
	},
	/** A commit comes in while a client is being greeted. */
	greeting: {
		needs: ['network'],
		make(kit) {
			const client = kit.random.between(1, kit.clients);
			const others = Array.from({length: kit.random.between(1, 4)}, () => [user(kit.random.chance(0.6) ? 0 : kit.random.between(1, kit.clients), kit.write(kit.path())), tasks(kit)]).flat();
			return [{step: 'link', client, isUp: false}, user(0, kit.write(kit.path())), {step: 'wait', milliseconds: 350}, {step: 'link', client, isUp: true}, {step: 'wait', milliseconds: kit.random.pick([300, 600, 1000])}, ...others];
		},
	},
	/** A client goes on with what it remembered before its last edit, and meanwhile somebody has put that back. */
	oldMemory: {
		needs: ['store'],
		make(kit) {
			const client = kit.random.between(1, kit.clients);
			const [a] = two(kit);
			const path = kit.path();
			const pick = kit.random.next();
			return [
				...agreed(kit, a === client ? 0 : a, path),
				{
					step: 'store', at: client, how: 'save', pick,
				},
				user(client, kit.patch(path)),
				quiet,
				{step: 'link', client, isUp: false},
				user(a === client ? 0 : a, kit.random.pick([{op: 'revert', path, back: 1}, kit.patch(path)])),
				{step: 'wait', milliseconds: 1000},
				{
					step: 'store', at: client, how: 'restore', pick,
				},
				{step: 'link', client, isUp: true},
				quiet,
			];
		},
	},
	/** A server goes on with what it remembered some generations ago. */
	oldServer: {
		needs: ['store'],
		make(kit) {
			const client = kit.random.between(1, kit.clients);
			const pick = kit.random.next();
			const edit = (at: number) => user(at, kit.random.chance(0.5) ? kit.write(kit.path()) : {op: 'delete', path: kit.path()});
			return [
				quiet, {
					step: 'store', at: 0, how: 'save', pick,
				}, edit(client), quiet, {step: 'link', client, isUp: false}, ...(kit.random.chance(0.5) ? [edit(client)] : []), {
					step: 'store', at: 0, how: 'restore', pick,
				}, edit(0), {step: 'wait', milliseconds: 1000}, {step: 'link', client, isUp: true}, quiet,
			];
		},
	},
};

/** One of the patterns that these kinds of trouble allow. */
export function makePattern(kit: Kit): Step[] {
	const possible = Object.values(patterns).filter(({needs = []}) => needs.every(trouble => kit.troubles.has(trouble)));
	const withFaults = possible.filter(({needs}) => needs);
	return kit.random.pick(withFaults.length > 0 && kit.random.chance(0.65) ? withFaults : possible).make(kit);
}
