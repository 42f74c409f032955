import {cleanText} from '../../text/clean-text.js';
import {composeLine, type Line, type Look} from '../../line.js';
import {fieldRow} from '../../rows/footer-row.js';
import {formatBytes} from '../../text/bytes.js';
import {formatCounted} from '../../text/count.js';
import {homePath} from '../../text/home-path.js';
import {wrapWords} from '../../text/wrap.js';
import type {Loaded} from '../../state/loaded.js';
import type {TextField} from '../../state/view-state.js';
import type {Tone} from '../../theme.js';
import {
	directions,
	steps,
	valueOf,
	type Step,
	type WizardLocal,
} from './wizard-local.js';

export type WizardPlace = {readonly width: number; readonly look: Look; readonly home: string; readonly field: TextField | undefined};

const titles: Readonly<Record<Step, string>> = {
	folder: 'folder', peer: 'other side', direction: 'direction', ignores: 'left out',
};

const indent = 4;

/** The whole wizard: a line for each step that is done or to come, and all about the one that somebody is at. */
export const wizardLines = (local: WizardLocal, place: WizardPlace): readonly Line[] => steps.flatMap((step, index) => [
	stepLine(local, step, {...place, index}),
	...(step === local.step ? bodies[step](local, place) : []),
	composeLine([], place.width, place.look),
]);

function stepLine(local: WizardLocal, step: Step, {width, look, home, index}: WizardPlace & {index: number}): Line {
	const isHere = step === local.step;
	const isDone = index < steps.indexOf(local.step);
	return composeLine([
		{text: String(index + 1), tone: isHere ? 'key' : 'muted', gap: 1},
		{text: isDone ? look.glyphs.live : (isHere ? look.glyphs.cursor : ' '), tone: isDone ? 'good' : 'key', gap: 1},
		{text: titles[step], width: 12, tone: isHere ? 'strong' : 'plain'},
		{text: isDone ? summaryOf(local, step, home) : '', grows: true, tone: 'muted'},
	], width, look);
}

function summaryOf(local: WizardLocal, step: Step, home: string): string {
	const [folder, peer] = [valueOf(local.folder), valueOf(local.peer)];
	if (step === 'folder') {
		return folder === undefined ? '' : `${homePath(folder.path, home)}, ${formatCounted(folder.files, 'file')}, ${formatBytes(folder.bytes)}`;
	}

	return step === 'peer' ? peer?.name ?? '' : local.mode;
}

type Body = (local: WizardLocal, place: WizardPlace) => readonly Line[];

const bodies: Readonly<Record<Step, Body>> = {
	folder: (local, place) => [
		...sayAll(`Which folder on this machine is to be synced? Nothing takes this one: ${homePath(local.offered, place.home)}`, place),
		...fieldLines(local.texts.folder, place),
		...stateLines(local.folder, 'Looking at the folder', place),
	],
	peer: (local, place) => valueOf(local.peer)?.device === undefined
		? [
			...sayAll('On the other machine run', place),
			...sayAll('  fsync-tui --server FOLDER', place, 'accent'),
			...sayAll('and paste the invite line that it shows. Or write host:port of a server that knows this device, or nothing for a vault: a copy on this machine.', place),
			...fieldLines(local.texts.peer, place),
			...stateLines(local.peer, 'Reaching the other side', place),
		]
		: peerLines(local, place),
	direction: ({mode}, place) => directions.map(([each, meaning]) => composeLine([
		{text: '', width: indent, gap: 0},
		{text: each === mode ? place.look.glyphs.cursor : ' ', tone: 'key', gap: 1},
		{text: each, width: 12, tone: each === mode ? 'strong' : 'plain'},
		{text: meaning, grows: true, tone: each === mode ? 'plain' : 'muted'},
	], place.width, place.look)),
	ignores: (local, place) => [
		...sayAll('What is not to be synced? Patterns as in .gitignore, with spaces between them; they are written into .fsyncignore.', place),
		...fieldLines(local.texts.ignores, place),
		...stateLines(local.ignores, 'Counting', place),
		...ignoreLines(local, place),
	],
};

/** A sentence in as many rows as it takes. */
const sayAll = (text: string, {width, look}: WizardPlace, tone: Tone = 'plain'): readonly Line[] => /^ | {3}/v.test(text)
	? [composeLine([{text: '', width: indent, gap: 0}, {text, grows: true, tone}], width, look)]
	: wrapWords(cleanText(text, look.isAsciiOnly), width - indent).map(row => composeLine([
		{text: '', width: indent, gap: 0}, {
			text: row, grows: true, tone, isClean: true,
		},
	], width, look));

/** What is being written; what was written, while nobody writes. */
function fieldLines(text: string, {width, look, field}: WizardPlace): readonly Line[] {
	const blank = composeLine([], width, look);
	const row = field === undefined
		? composeLine([{text: '', width: indent, gap: 0}, {text, grows: true, tone: 'muted'}], width, look)
		: [{text: ' '.repeat(indent - 1), tone: 'plain'} as const, ...fieldRow({...field, label: look.glyphs.cursor}, width - indent + 1, look)];
	return [blank, row, blank];
}

function stateLines(found: Loaded<unknown>, doing: string, place: WizardPlace): readonly Line[] {
	if (found.status === 'loading') {
		return sayAll(`${doing}${place.look.glyphs.ellipsis}`, place, 'busy');
	}

	return found.status === 'failed' ? sayAll(found.message, place, 'bad') : [];
}

function peerLines({peer}: WizardLocal, place: WizardPlace): readonly Line[] {
	const look = valueOf(peer);
	if (look?.device === undefined) {
		return [];
	}

	const fact = (label: string, text: string, tone: Tone): Line => composeLine([
		{text: '', width: indent, gap: 0}, {text: label, width: 12, tone: 'muted'}, {text, grows: true, tone},
	], place.width, place.look);
	return [
		fact('server', look.name, 'strong'),
		fact('its device', `${look.device}   (answered in ${Math.round(look.handshakeMilliseconds ?? 0)} ms)`, 'good'),
		fact('this device', look.ownDevice, 'plain'),
		...sayAll('The server shows the same number for itself. enter goes on.', place),
	];
}

function ignoreLines({ignores, useGitignore}: WizardLocal, place: WizardPlace): readonly Line[] {
	const look = valueOf(ignores);
	if (look === undefined) {
		return [];
	}

	const hidden = look.hiddenFiles === 0 ? 'Nothing is left out' : `${formatCounted(look.hiddenFiles, 'file')} (${formatBytes(look.hiddenBytes)}) are left out`;
	const rules = look.ruleFiles.length === 0 ? '' : ` Rules are there in ${look.ruleFiles.slice(0, 3).join(', ')}${look.ruleFiles.length > 3 ? ' and others' : ''}.`;
	return [
		...sayAll(`${hidden}; ${formatCounted(look.files, 'file')} (${formatBytes(look.bytes)}) are synced.${rules}`, place, 'good'),
		...sayAll(`tab: .gitignore files ${useGitignore ? 'count as well' : 'do not count'}.   enter starts to sync.`, place),
	];
}

/** The keys that do not write, while somebody writes. */
export const writingRow = ({step}: WizardLocal, width: number, look: Look): Line => composeLine([
	{text: ' ', gap: 0},
	...[
		['enter', step === 'ignores' ? 'start' : 'next'],
		...(step === 'folder' ? [] : [['shift-tab', 'back']]),
		...(step === 'ignores' ? [['tab', '.gitignore']] : []),
		['esc', 'stop writing'],
		['ctrl-c', 'leave'],
	].flatMap(([key = '', label = '']) => [{text: key, tone: 'key', gap: 1} as const, {text: label}]),
], width, look);
