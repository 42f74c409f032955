import * as z from 'zod';
import {colorTheme, type Theme, type Tone} from '../theme.js';
import {fixedChords, type Remapping} from '../keys/table.js';
import {parseStyle} from './style.js';

/** How somebody wants screens to look and which keys they want. All that is left out is as usual. */
export type Preferences = {
	readonly ascii?: boolean;
	readonly mouse?: boolean;
	readonly fps?: number;
	readonly theme?: Partial<Theme>;
	readonly keys?: Remapping;
};

export type ReadPreferences = {
	readonly preferences: Preferences;
	/** What could not be taken, each with its name: the rest counts all the same. */
	readonly warnings: readonly string[];
};

const fields = {
	ascii: z.boolean(),
	/** The terminal draws characters of ambiguous width two columns wide: they are not used then. */
	ambiguousWide: z.boolean(),
	mouse: z.boolean(),
	fps: z.number().int().min(1).max(60),
	theme: z.record(z.string(), z.unknown()),
	keys: z.record(z.string(), z.unknown()),
} as const;

const expectations: Readonly<Record<keyof typeof fields, string>> = {
	ascii: 'true or false', ambiguousWide: 'true or false', mouse: 'true or false', fps: 'a whole number from 1 to 60', theme: 'an object', keys: 'an object',
};

/** Takes what a file of preferences says (parsed JSON), as far as it makes sense. */
export function readPreferences(json: unknown): ReadPreferences {
	const object = z.record(z.string(), z.unknown()).safeParse(json);
	if (!object.success) {
		return {preferences: {}, warnings: ['it is not an object']};
	}

	const warnings = Object.keys(object.data).filter(name => !Object.hasOwn(fields, name)).map(name => `${name} is not known`);
	const field = <Name extends keyof typeof fields>(name: Name): z.infer<typeof fields[Name]> | undefined => {
		const value = object.data[name];
		const read = fields[name].safeParse(value);
		if (value !== undefined && !read.success) {
			warnings.push(`${name} must be ${expectations[name]}`);
		}

		return read.data as z.infer<typeof fields[Name]> | undefined;
	};

	const [ascii, wide, mouse, fps] = [field('ascii'), field('ambiguousWide'), field('mouse'), field('fps')];
	const isAscii = wide === true ? true : ascii;
	return {
		preferences: {
			...(isAscii !== undefined && {ascii: isAscii}),
			...(mouse !== undefined && {mouse}),
			...(fps !== undefined && {fps}),
			theme: readTheme(field('theme') ?? {}, warnings),
			keys: readKeys(field('keys') ?? {}, warnings),
		},
		warnings,
	};
}

function readTheme(wanted: Readonly<Record<string, unknown>>, warnings: string[]): Partial<Theme> {
	const theme: Partial<Record<Tone, Theme[Tone]>> = {};
	for (const [tone, text] of Object.entries(wanted)) {
		const style = typeof text === 'string' ? parseStyle(text) : undefined;
		if (!Object.hasOwn(colorTheme, tone)) {
			warnings.push(`theme.${tone} is not known`);
		} else if (style === undefined) {
			warnings.push(`theme.${tone} must be colours and weights, like 'bold cyan'`);
		} else {
			theme[tone as Tone] = style;
		}
	}

	return theme;
}

const chordList = z.union([z.string().min(1).transform(chord => [chord]), z.array(z.string().min(1))]);

/** Keys that mean the same everywhere stay; a key can be given to one action only. */
function readKeys(wanted: Readonly<Record<string, unknown>>, warnings: string[]): Remapping {
	const keys: Record<string, readonly string[]> = {};
	for (const [action, value] of Object.entries(wanted)) {
		const chords = chordList.safeParse(value).data;
		const fixed = chords?.find(chord => fixedChords.has(chord));
		const given = Object.entries(keys).find(([, others]) => chords?.some(chord => others.includes(chord)));
		if (chords === undefined) {
			warnings.push(`keys.${action} must be a key or a list of keys`);
		} else if (fixed !== undefined) {
			warnings.push(`keys.${action}: ${fixed} means the same everywhere`);
		} else if (given === undefined) {
			keys[action] = chords;
		} else {
			warnings.push(`keys.${action}: its key is given to ${given[0]}`);
		}
	}

	return keys;
}
