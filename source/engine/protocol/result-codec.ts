import type {
	OperationResult,
	Problem,
	ProblemCode,
	Side,
} from '../core/operation.js';
import type {HeaderReader} from './header-reader.js';
import {limits} from './limits.js';
import type {Plain} from './message-pack.js';
import {decodePath, encodeText} from './text-codec.js';

/*
Results travel as runs: nearly always all are `applied`, and then 10,000 of them are one number. Nodes stay at home: the client knows
what it asked for. A problem of the whole share has the empty path.
*/

const tag = {applied: 0, stale: 1, failed: 2} as const;

const problemCodes = [
	'unreadable',
	'unwritable',
	'no-space',
	'busy',
	'not-utf8',
	'special-file',
	'other-device',
	'case-clash',
	'bad-name',
	'unsafe-link',
	'ignored-inside',
	'corrupt',
	'missing-content',
	'read-only',
	'io',
	'too-deep',
	'cancelled',
] as const satisfies readonly ProblemCode[];

const sides = ['local', 'remote'] as const satisfies readonly Side[];

/** Nearly all results are this one: a million of them need no more than one object. */
const applied: OperationResult = {status: 'applied', node: undefined};

/** Rows: [0, how many], [1, reason] or [2, path, side, code, message]. */
export function encodeResults(results: readonly OperationResult[]): Plain {
	const rows: Plain[] = [];
	let run = 0;
	const flush = () => {
		if (!(run > 0)) {
			return;
		}

		rows.push([tag.applied, run]);
		run = 0;
	};

	for (const result of results) {
		if (result.status === 'applied') {
			run++;
			continue;
		}

		flush();
		rows.push(result.status === 'stale' ? [tag.stale, encodeSentence(result.reason)] : [tag.failed, ...encodeProblem(result.problem)]);
	}

	flush();
	return rows;
}

export function decodeResults(reader: HeaderReader, field: string): readonly OperationResult[] {
	const results: OperationResult[] = [];
	for (const row of reader.rows(field, limits.entries)) {
		const kind = row.integer('status', {maximum: tag.failed});
		if (kind === tag.applied) {
			const run = row.integer('run', {minimum: 1, maximum: limits.entries - results.length});
			results.push(...Array.from({length: run}, () => applied));
		} else if (results.length === limits.entries) {
			throw reader.fault(field, `are more than ${limits.entries}`);
		} else {
			results.push(kind === tag.stale ? {status: 'stale', reason: row.text('reason', {maximum: limits.sentenceBytes})} : {status: 'failed', problem: decodeProblem(row)});
		}
	}

	return results;
}

function encodeProblem(problem: Problem): Plain[] {
	return [
		encodeText(problem.path), sides.indexOf(problem.side), problemCodes.indexOf(problem.code), encodeSentence(problem.message),
	];
}

function decodeProblem(row: HeaderReader): Problem {
	return {
		path: row.isEmpty() ? row.text('path', {maximum: 0}) : decodePath(row, 'path'),
		side: row.choice('side', sides),
		code: row.choice('code', problemCodes),
		message: row.text('message', {maximum: limits.sentenceBytes}),
	};
}

/** A sentence of our own that quotes a long path must not break the limit that the other side enforces. */
export function encodeSentence(sentence: string): Uint8Array {
	const characters = Math.floor(limits.sentenceBytes / 3);
	return encodeText(sentence.length > characters ? sentence.slice(0, characters).toWellFormed() : sentence);
}
