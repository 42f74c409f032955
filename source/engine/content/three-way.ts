import {hunksOf, linesOf, type Hunk} from './line-diff.js';

/**
A stretch of three texts. `same`: nobody changed it; `local`, `remote`: only that side did; `both`: both did, in the same way; `clash`: both did,
each in its own way. Joining each side's lines over all regions gives that side's text.
*/
export type Region = {
	readonly kind: 'same' | 'local' | 'remote' | 'both' | 'clash';
	readonly base: readonly string[];
	readonly local: readonly string[];
	readonly remote: readonly string[];
};

/** Three texts; without a base, nothing is known of what the two have come from. */
export type ThreeTexts = {readonly base?: string; readonly local: string; readonly remote: string};

/**
The texts by regions, as in `diff3` (Khanna, Kunal and Pierce, 2007), by lines. Changes of the two sides that overlap or touch are one region. Where two
texts are too different to be compared line by line, all of them is one clash.
*/
export function regionsOf({base, local, remote}: ThreeTexts): readonly Region[] {
	const [ours, theirs] = [linesOf(local), linesOf(remote)];
	if (base === undefined) {
		return withoutBase(ours, theirs);
	}

	const old = linesOf(base);
	const [here, there] = [hunksOf(old, ours), hunksOf(old, theirs)];
	return here && there
		? regionsFrom(old, here, there)
		: [{
			kind: 'clash', base: old, local: ours, remote: theirs,
		}];
}

/** What both have is the same, and all else is a clash. */
function withoutBase(ours: readonly string[], theirs: readonly string[]): Region[] {
	const hunks = hunksOf(ours, theirs) ?? [{start: 0, end: ours.length, lines: theirs}];
	const regions: Region[] = [];
	let at = 0;
	for (const {start, end, lines} of hunks) {
		add(regions, same(ours.slice(at, start)));
		add(regions, {
			kind: 'clash', base: [], local: ours.slice(start, end), remote: lines,
		});
		at = end;
	}

	add(regions, same(ours.slice(at)));
	return regions;
}

const same = (lines: readonly string[]): Region => ({
	kind: 'same', base: lines, local: lines, remote: lines,
});

function add(regions: Region[], region: Region): void {
	if (region.base.length + region.local.length + region.remote.length > 0) {
		regions.push(region);
	}
}

type Group = {readonly start: number; readonly end: number; readonly local: readonly Hunk[]; readonly remote: readonly Hunk[]};

function regionsFrom(base: readonly string[], ours: readonly Hunk[], theirs: readonly Hunk[]): Region[] {
	const regions: Region[] = [];
	let at = 0;
	for (const group of groupsOf(ours, theirs)) {
		add(regions, same(base.slice(at, group.start)));
		add(regions, regionOf(base, group));
		at = group.end;
	}

	add(regions, same(base.slice(at)));
	return regions;
}

/** Hunks that overlap or touch belong together, whoever's they are. */
function groupsOf(ours: readonly Hunk[], theirs: readonly Hunk[]): Group[] {
	const all = [...ours.map(hunk => ({hunk, side: 'local' as const})), ...theirs.map(hunk => ({hunk, side: 'remote' as const}))]
		.toSorted((a, b) => a.hunk.start === b.hunk.start ? a.hunk.end - b.hunk.end : a.hunk.start - b.hunk.start);
	const groups: Group[] = [];
	for (const {hunk, side} of all) {
		const before = groups.at(-1);
		if (before && hunk.start <= before.end) {
			groups[groups.length - 1] = {...before, end: Math.max(before.end, hunk.end), [side]: [...before[side], hunk]};
		} else {
			groups.push({
				start: hunk.start, end: hunk.end, local: [], remote: [], [side]: [hunk],
			});
		}
	}

	return groups;
}

function regionOf(base: readonly string[], {start, end, ...hunks}: Group): Region {
	const [local, remote] = [applied(base, {start, end}, hunks.local), applied(base, {start, end}, hunks.remote)];
	return {
		kind: kindOf(hunks, local, remote), base: base.slice(start, end), local, remote,
	};
}

function kindOf(hunks: Pick<Group, 'local' | 'remote'>, local: readonly string[], remote: readonly string[]): Region['kind'] {
	if (hunks.remote.length === 0) {
		return 'local';
	}

	if (hunks.local.length === 0) {
		return 'remote';
	}

	return local.length === remote.length && local.every((line, index) => line === remote[index]) ? 'both' : 'clash';
}

/** A stretch of the base with some hunks made. */
function applied(base: readonly string[], {start, end}: Pick<Hunk, 'start' | 'end'>, hunks: readonly Hunk[]): string[] {
	const parts: Array<readonly string[]> = [];
	let at = start;
	for (const hunk of hunks) {
		parts.push(base.slice(at, hunk.start), hunk.lines);
		at = hunk.end;
	}

	return [...parts, base.slice(at, end)].flat();
}
