import type {Region} from './three-way.js';

/** What a person wants of one region: one side's lines, both (local first), or the base's. */
export type RegionChoice = 'local' | 'remote' | 'both' | 'base';

/** By the region's index. A region of which nothing is said is taken as `diff3` does: whoever changed it, and nobody where both did. */
export type RegionChoices = ReadonlyMap<number, RegionChoice>;

export type Composition = {
	/** The text, as far as it is decided; undecided regions stand in it as in the base. */
	readonly text: string;
	/** Indexes of the regions that somebody has to decide about still. */
	readonly undecided: readonly number[];
};

/** Puts a text together out of the regions. */
export function compose(regions: readonly Region[], choices: RegionChoices): Composition {
	const undecided: number[] = [];
	const lines = regions.flatMap((region, index) => {
		const choice = choices.get(index) ?? usual[region.kind];
		if (choice === undefined) {
			undecided.push(index);
			return region.base;
		}

		return chosen(region, choice);
	});
	return {text: lines.join(''), undecided};
}

const usual: Readonly<Record<Region['kind'], RegionChoice | undefined>> = {
	same: 'base', local: 'local', remote: 'remote', both: 'local', clash: undefined,
};

/** The lines that a choice gives. What has no line break at its end gets one before more follows. */
export function chosen({base, local, remote}: Region, choice: RegionChoice): readonly string[] {
	switch (choice) {
		case 'base': {
			return base;
		}

		case 'local': {
			return local;
		}

		case 'remote': {
			return remote;
		}

		case 'both': {
			const last = local.at(-1);
			return last === undefined || last.endsWith('\n') || remote.length === 0 ? [...local, ...remote] : [...local.slice(0, -1), `${last}\n`, ...remote];
		}
	}
}

export type MarkerNames = {readonly local: string; readonly remote: string};

/** A text with what is undecided in it between markers, in the style of `diff3`; `marker` says how long they are in it. */
export type Marked = {readonly text: string; readonly marker: number};

/** For an editor. Markers are made longer than anything in the texts that looks like one. */
export function withMarkers(regions: readonly Region[], choices: RegionChoices, names: MarkerNames): Marked {
	const marker = markerLength(regions);
	const line = (sign: string, name = '') => `${sign.repeat(marker)}${name === '' ? '' : ` ${name}`}\n`;
	const lines = regions.flatMap((region, index) => {
		const choice = choices.get(index) ?? usual[region.kind];
		return choice === undefined
			? [line('<', `local ${names.local}`.trim()), ...ended(region.local), line('|', 'base'), ...ended(region.base), line('='), ...ended(region.remote), line('>', `remote ${names.remote}`.trim())]
			: chosen(region, choice);
	});
	return {text: lines.join(''), marker};
}

const usualLength = 7;

function markerLength(regions: readonly Region[]): number {
	const runs = regions.flatMap(({base, local, remote}) => [...base, ...local, ...remote]).map(line => /^(?:<+|>+|\|+|=+)/v.exec(line)?.[0].length ?? 0);
	return runs.reduce((longest, length) => Math.max(longest, length + 1), usualLength);
}

function ended(lines: readonly string[]): readonly string[] {
	const last = lines.at(-1);
	return last === undefined || last.endsWith('\n') ? lines : [...lines.slice(0, -1), `${last}\n`];
}

/** Whether somebody has left markers in a text that came back from an editor. */
export function hasMarkers(text: string, marker: number): boolean {
	return new RegExp(String.raw`^(?:<{${marker}}|>{${marker}}|\|{${marker}}) `, 'mv').test(text);
}
