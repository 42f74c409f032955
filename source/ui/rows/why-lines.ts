import {cleanText} from '../text/clean-text.js';
import {composeLine, type Line, type Look} from '../line.js';
import {formatBytes} from '../text/bytes.js';
import {formatTimeOfDay} from '../text/duration.js';
import {formatRetry} from '../text/retry.js';
import {wrapWords} from '../text/wrap.js';
import type {Explanation} from '../contract.js';
import type {Tone} from '../theme.js';

const labelWidth = 9;
const nameWidth = 18;

type Place = {readonly width: number; readonly rows: number; readonly look: Look};
type Step = Explanation['trail'][number];
type Version = Explanation['versions']['local'];

const statusTones: Readonly<Partial<Record<Explanation['status'], Tone>>> = {
	'in-sync': 'good', waiting: 'busy', growing: 'busy', changed: 'busy', queued: 'busy', transferring: 'busy', ignored: 'muted', reserved: 'muted',
};

/** Why a path is in its state: the verdict and what to do, the way of a change up to where it is, and the three versions. */
export function whyLines(explanation: Explanation, {width, rows, look}: Place): readonly Line[] {
	const {status, verdict, fix, trail} = explanation;
	const top = [
		...labelled('verdict', verdict, {width, look, tone: statusTones[status] ?? 'warning'}),
		...(fix === undefined ? [] : labelled('fix', fix, {width, look, tone: 'plain'})),
	];
	const bottom = [...versionLines(explanation, width, look), ...(explanation.retry ? labelled('retry', formatRetry(explanation.retry), {width, look, tone: 'busy'}) : [])];
	const spare = rows - top.length - bottom.length;
	const steps = spare >= trail.length ? trail.map(step => stepLine(step, width, look)) : foldedSteps(trail, spare, {width, look});
	const empty = composeLine([], width, look);
	const gap = spare - steps.length >= 2 ? [empty] : [];
	return [...top, ...gap, ...steps, ...gap, ...bottom].slice(0, Math.max(0, rows));
}

/** A label and a text that may take several rows. */
function labelled(label: string, text: string, {width, look, tone}: {readonly width: number; readonly look: Look; readonly tone: Tone}): Line[] {
	const parts = wrapWords(cleanText(text, look.isAsciiOnly), Math.max(1, width - labelWidth - 1));
	return parts.map((part, index) => composeLine([
		{
			text: index === 0 ? label : '', width: labelWidth, tone: 'muted', gap: 1,
		},
		{
			text: part, grows: true, tone, isClean: true,
		},
	], width, look));
}

function stepLine({name, mark, detail}: Step, width: number, look: Look): Line {
	const {sign, tone} = signOf(mark, look);
	return composeLine([
		{text: ' ', gap: 0},
		{
			text: sign, width: 2, tone, gap: 0,
		},
		{
			text: name, width: nameWidth, tone: mark === 'not-reached' ? 'muted' : 'plain', gap: 1,
		},
		{text: detail, grows: true, tone: mark === 'passed' || mark === 'not-reached' ? 'muted' : tone},
	], width, look);
}

function signOf(mark: Step['mark'], {glyphs}: Look): {readonly sign: string; readonly tone: Tone} {
	switch (mark) {
		case 'passed': {
			return {sign: glyphs.passed, tone: 'good'};
		}

		case 'failed': {
			return {sign: glyphs.halted, tone: 'bad'};
		}

		case 'waiting': {
			return {sign: glyphs.ellipsis, tone: 'busy'};
		}

		case 'not-reached': {
			return {sign: glyphs.dot, tone: 'muted'};
		}
	}
}

/** Where there is no room for all: the step that matters and as many as fit before it; the rest in a line. */
function foldedSteps(trail: readonly Step[], rows: number, {width, look}: {readonly width: number; readonly look: Look}): Line[] {
	const end = trail.findIndex(({mark}) => mark === 'failed' || mark === 'waiting');
	const reached = end === -1 ? trail : trail.slice(0, end + 1);
	const left = trail.length - reached.length;
	const room = Math.max(1, rows - (left > 0 ? 1 : 0));
	const isCut = reached.length > room;
	const shown = isCut ? reached.slice(reached.length - Math.max(1, room - 1)) : reached;
	const hidden = reached.length - shown.length;
	const note = (text: string) => composeLine([{text: ' ', gap: 0}, {text, tone: 'muted'}], width, look);
	return [
		...(hidden > 0 ? [note(`${look.glyphs.passed} ${hidden} more passed`)] : []),
		...shown.map(step => stepLine(step, width, look)),
		...(left > 0 ? [note(`${look.glyphs.dot} ${left} more not reached`)] : []),
	];
}

function versionLines({versions}: Explanation, width: number, look: Look): Line[] {
	return (['local', 'base', 'remote'] as const).map((side, index) => composeLine([
		{
			text: index === 0 ? 'state' : '', width: labelWidth, tone: 'muted', gap: 1,
		},
		{
			text: side, width: 7, tone: 'muted', gap: 1,
		},
		{text: versionText(versions[side], look), grows: true},
	], width, look));
}

function versionText(version: Version, look: Look): string {
	switch (version?.kind) {
		case undefined: {
			return look.glyphs.dash;
		}

		case 'file': {
			const {digest = '', size = 0, modifiedMilliseconds = 0} = version;
			return `${digest.slice(0, 8)}  ${formatBytes(size)}  ${new Date(modifiedMilliseconds).toLocaleDateString('en-GB', {day: '2-digit', month: 'short', year: 'numeric'})} ${formatTimeOfDay(modifiedMilliseconds)}`;
		}

		case 'symlink': {
			return `link to ${version.target ?? ''}`;
		}

		case 'folder': {
			return 'folder';
		}
	}
}
