import {
	composeLine,
	type Cell,
	type Line,
	type Look,
} from '../line.js';
import {formatBytes} from '../text/bytes.js';
import {formatCountdown, formatDuration} from '../text/duration.js';
import {formatCount, formatPercent} from '../text/count.js';
import {estimateAfterMilliseconds, goesAt, isCounting} from '../state/countdown.js';
import {noticeOf, pendingSentence, type Sentence} from '../state/notice.js';
import {phaseLook} from '../state/phase.js';
import {cleanText} from '../text/clean-text.js';
import {folderName} from '../text/home-path.js';
import {wrapWords} from '../text/wrap.js';
import type {Frame} from '../state/frame-store.js';
import type {SessionState, Transfer} from '../contract.js';
import type {Size} from '../layout.js';
import {logLinesOf} from './log-row.js';
import {chunkMapRow} from './transfer-row.js';

/** A session on a terminal too small for panels: the same facts, one after the other, the most important first. As many lines as rows. */
export function compactLines(frame: Frame<SessionState>, {columns, rows}: Size, look: Look): readonly Line[] {
	const room = Math.max(0, rows);
	const body = [
		compactHeader(frame, columns, look),
		...noticeLines(frame, columns, look),
		...frame.state.transfers.slice(0, Math.max(1, Math.floor(room / 4))).flatMap(transfer => transferLines(transfer, frame.now, {columns, look})),
		...pendingLines(frame, Math.max(1, Math.floor(room / 3)), {columns, look}),
		...logLinesOf(frame.state.log).slice(0, room).map(line => composeLine([
			{
				text: line.topic, width: 8, tone: 'muted', gap: 1,
			},
			...(line.path === undefined ? [] : [{text: line.path, width: Math.floor(columns * 0.4), cut: 'path'} as const]),
			{text: line.message, grows: true},
		], columns, look)),
	].slice(0, room);
	const empty = Array.from({length: room - body.length}, () => composeLine([], columns, look));
	return [...body, ...empty];
}

function compactHeader({state, now}: Frame<SessionState>, columns: number, look: Look): Line {
	const {glyphs} = look;
	const {glyph, word, tone, detail} = phaseLook(state, now);
	const name = folderName(state.folder);
	const counts: Cell[] = [
		...(state.conflicts.length > 0 ? [{text: `${glyphs.conflict}${formatCount(state.conflicts.length)}`, tone: 'warning', gap: 1} as const] : []),
		...(state.problems.length > 0 ? [{text: `${glyphs.error}${formatCount(state.problems.length)}`, tone: 'bad', gap: 1} as const] : []),
	];
	return composeLine([
		{text: name, tone: 'accent', gap: 1},
		{text: [glyphs[glyph], word, detail].filter(Boolean).join(' '), tone, gap: 1},
		...counts,
		{text: `${glyphs.up}${formatBytes(state.up.now)}`, tone: 'up', gap: 1},
		{text: `${glyphs.down}${formatBytes(state.down.now)}`, tone: 'down'},
	], columns, look);
}

function noticeLines({state, now}: Frame<SessionState>, columns: number, look: Look): Line[] {
	const sentences: readonly Sentence[] = noticeOf(state, now)?.sentences ?? (state.pending.length === 0 ? [pendingSentence(state)] : []);
	return sentences.filter(sentence => sentence.text !== '').flatMap(({text, tone}) =>
		wrapWords(cleanText(text, look.isAsciiOnly), columns).map(row => composeLine([{text: row, tone, isClean: true}], columns, look)));
}

function transferLines(transfer: Transfer, now: number, {columns, look}: {columns: number; look: Look}): Line[] {
	const {direction, size, sentBytes, reusedBytes, bytesPerSecond, startedMilliseconds} = transfer;
	const left = size - sentBytes - reusedBytes;
	const isKnown = now - startedMilliseconds >= estimateAfterMilliseconds && bytesPerSecond > 0;
	const head = composeLine([
		{text: direction === 'up' ? look.glyphs.up : look.glyphs.down, tone: direction, gap: 1},
		{
			text: transfer.path, grows: true, cut: 'path', gap: 1,
		},
		{
			text: formatPercent(sentBytes + reusedBytes, size), width: 4, align: 'right', gap: 1,
		},
		{text: isKnown ? formatDuration(left / bytesPerSecond * 1000) : '', width: 6, align: 'right'},
	], columns, look);
	return transfer.chunks.length > 1 ? [head, chunkMapRow(transfer, {width: columns, look})] : [head];
}

function pendingLines({state, now}: Frame<SessionState>, most: number, {columns, look}: {columns: number; look: Look}): Line[] {
	const first = state.pending.at(0);
	if (first === undefined) {
		return [];
	}

	const next = isCounting(first, now) ? ` (next in ${formatCountdown(goesAt(first) - now)})` : '';
	return [
		composeLine([{text: `pending ${formatCount(state.pending.length)}${next}`, tone: 'strong'}], columns, look),
		...state.pending.slice(0, most).map(change => composeLine([
			{text: ' ', gap: 0},
			{text: change.path, grows: true, cut: 'path'},
			{text: change.size === undefined ? '' : formatBytes(change.size), width: 7, align: 'right'},
		], columns, look)),
	];
}
