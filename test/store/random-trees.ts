import fc from 'fast-check';
import type {DiskStat, TreeNode} from '../../source/engine/core/node.js';
import {emptyTree, TreeDraft, type Tree} from '../../source/engine/core/tree.js';
import {sha256} from '../../source/engine/content/digest.js';
import type {Trees} from '../../source/store/row.js';

export const propertySeed = Number(process.env.FSYNC_SEED ?? 20_260_117);

/** One edit of some of the three trees (a bit each). */
export type Step = {readonly owners: number; readonly path: string; readonly kind: 'file' | 'symlink' | 'folder' | 'gone'; readonly seed: number};

const names = ['a', 'b', 'a name with spaces and more than thirteen letters', 'café ☕', '__proto__', 'line\nbreak'];
const pool = [...names, ...names.map(name => `a/${name}`), ...names.map(name => `b/${name}`), 'b/a/deep', 'b/a/deep/er', ...Array.from({length: 12}, (_, index) => `wide/${index}`)];

export const steps = (options: {minLength: number; maxLength: number}): fc.Arbitrary<Step[]> => fc.array(fc.record({
	owners: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 7, 7, 7),
	path: fc.constantFrom(...pool),
	kind: fc.constantFrom('file', 'file', 'file', 'symlink', 'folder', 'gone'),
	seed: fc.nat(200),
}), options);

const diskOf = (seed: number): DiskStat => ({
	inode: seed % 5 === 0 ? (2 ** 40) + seed : seed,
	size: seed % 3 === 0 ? seed * 10 : 7,
	modifiedMilliseconds: 1_700_000_000_000 + (seed / 7),
	changedMilliseconds: 1_700_000_000_001 + (seed / 3),
	bornMilliseconds: -seed,
	...(seed % 4 === 0 && {isRacy: true}),
});

export function nodeOf({kind, seed}: Pick<Step, 'kind' | 'seed'>): TreeNode | undefined {
	const disk = seed % 2 === 0 ? {disk: diskOf(seed)} : {};
	switch (kind) {
		case 'file': {
			return {
				kind, size: seed * 10, modifiedMicroseconds: seed % 4 === 0 ? seed - 10 : 1_700_000_000_000_000 + seed, executable: seed % 5 === 1, digest: sha256(Buffer.from(`${seed}`)), ...(seed % 7 === 0 && {recipe: Uint8Array.of(seed, 2, 3)}), ...disk,
			};
		}

		case 'symlink': {
			return {kind, target: `../target/${seed}`, ...disk};
		}

		case 'folder': {
			return {kind, children: new Map(), ...disk};
		}

		case 'gone': {
			return undefined;
		}
	}
}

export const noTrees: Trees = [emptyTree, emptyTree, emptyTree];

/** The same edit puts the very same node into all trees that it concerns, as a session does; trees that are alike stay one object. */
export function edit(trees: Trees, edits: readonly Step[]): Trees {
	const edited = new Map<string, Tree>();
	const [ancestor, local, remote] = trees.map((tree, index) => {
		const own = edits.filter(({owners}) => (owners & (1 << index)) !== 0);
		const key = `${trees.indexOf(tree)} ${own.map(step => edits.indexOf(step)).join(' ')}`;
		const known = edited.get(key);
		if (known) {
			return known;
		}

		const draft = new TreeDraft(tree);
		for (const step of own) {
			draft.set(step.path, cached(step));
		}

		const done = draft.done();
		edited.set(key, done);
		return done;
	});
	return [ancestor!, local!, remote!];
}

const nodes = new WeakMap<Step, {readonly node: TreeNode | undefined}>();

function cached(step: Step): TreeNode | undefined {
	const known = nodes.get(step) ?? {node: nodeOf(step)};
	nodes.set(step, known);
	return known.node;
}

/** Everything about a node and what is below it, as text. Without `withDisk`, what the disk said is left out. */
export function describe(node: TreeNode | undefined, withDisk: boolean): string {
	const plain = (value: TreeNode | undefined): unknown => {
		if (value === undefined) {
			return '-';
		}

		const disk = withDisk ? value.disk ?? '-' : '';
		switch (value.kind) {
			case 'file': {
				return ['f', value.size, value.modifiedMicroseconds, value.executable, value.digest, [...value.recipe ?? []], disk];
			}

			case 'symlink': {
				return ['l', value.target, disk];
			}

			case 'folder': {
				return ['d', disk, [...value.children].toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, child]) => [name, plain(child)])];
			}
		}
	};

	return JSON.stringify(plain(node));
}
