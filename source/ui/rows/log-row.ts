import {formatTimeOfDay} from '../text/duration.js';
import {inShort} from '../text/in-short.js';
import {
	composeLine,
	type Cell,
	type Line,
	type RowPlace,
} from '../line.js';
import type {Glyphs} from '../glyphs.js';
import type {LogLevel, LogLine} from '../contract.js';
import type {Tone} from '../theme.js';
import {remembered} from '../state/remembered.js';

/** Which lines of a log are shown: what a person wants to know (`all`), what needs an eye, what failed, or also what is meant for a file. */
export type LogChoice = 'all' | 'warnings' | 'errors' | 'debug';

export const logChoices: readonly LogChoice[] = ['all', 'warnings', 'errors', 'debug'];

const shownLevels: Readonly<Record<LogChoice, ReadonlySet<LogLevel>>> = {
	all: new Set(['info', 'ok', 'warn', 'conflict', 'error']),
	warnings: new Set(['warn', 'conflict', 'error']),
	errors: new Set(['error']),
	debug: new Set(['debug', 'info', 'ok', 'warn', 'conflict', 'error']),
};

const chosen = remembered((log: readonly LogLine[], choice: LogChoice): readonly LogLine[] => log.filter(({level}) => shownLevels[choice].has(level)).toReversed());

/** The chosen lines, newest first. The same lines give the same list. */
export const logLinesOf = (log: readonly LogLine[], choice: LogChoice = 'all'): readonly LogLine[] => chosen(log, choice);

type Mark = {readonly glyph: keyof Glyphs; readonly tone: Tone};

const levelMarks: Readonly<Record<LogLevel, Mark>> = {
	debug: {glyph: 'dot', tone: 'muted'},
	info: {glyph: 'dot', tone: 'muted'},
	ok: {glyph: 'live', tone: 'good'},
	warn: {glyph: 'error', tone: 'warning'},
	conflict: {glyph: 'conflict', tone: 'warning'},
	error: {glyph: 'error', tone: 'bad'},
};

const topicMarks: Readonly<Record<string, Mark>> = {
	up: {glyph: 'up', tone: 'up'},
	down: {glyph: 'down', tone: 'down'},
};

const isQuiet = (level: LogLevel) => level === 'info' || level === 'ok' || level === 'debug';

const markOf = ({level, topic}: LogLine): Mark => (isQuiet(level) ? topicMarks[topic] : undefined) ?? levelMarks[level];

const topicWidth = 15;
/** The cursor's place, the time and the glyph. */
const frontWidth = 14;

/** One line of the log: time, glyph, topic (where there is room), path, message. */
export function logRow(line: LogLine, {width, look, isSelected}: RowPlace): Line {
	const mark = markOf(line);
	const topic: Cell[] = width >= 90 ? [{text: line.topic, width: topicWidth, tone: isQuiet(line.level) ? 'muted' : mark.tone}] : [];
	const cells: Cell[] = [
		{text: isSelected ? look.glyphs.cursor : ' ', gap: 1},
		{text: formatTimeOfDay(line.wallMilliseconds), tone: 'muted'},
		{text: look.glyphs[mark.glyph], tone: mark.tone, gap: 1},
		...topic,
	];
	const pathWidth = Math.floor(width * 0.32);
	const path: Cell[] = line.path === undefined ? [] : [{text: line.path, width: pathWidth, cut: 'path'}];
	const room = width - frontWidth - (topic.length > 0 ? topicWidth + 2 : 0) - (path.length > 0 ? pathWidth + 2 : 0);
	const message: Cell = {text: inShort(line.message, room), grows: true, tone: isQuiet(line.level) ? 'plain' : mark.tone};
	return composeLine([...cells, ...path, message], width, look);
}
