import {
	composeLine,
	type Cell,
	type Line,
	type Look,
	type RowPlace,
} from '../../line.js';
import {currentSession} from '../../state/cockpit-source.js';
import {formatCounted} from '../../text/count.js';
import {formatMoment} from '../../rows/history-rows.js';
import {FsyncError} from '../../contract.js';
import {innerColumns, innerRows, type PanelBox} from '../../layout.js';
import {loading, type Loaded} from '../../state/loaded.js';
import {pageRows} from '../../parts/page-rows.js';
import {Panel} from '../../parts/panel.js';
import {remembered} from '../../state/remembered.js';
import {Row, Rows} from '../../parts/row.js';
import {sentenceLines} from '../../rows/sentence-lines.js';
import {SessionPage} from '../../parts/session-page.js';
import {
	useList,
	useLocal,
	useShared,
	useView,
} from '../../state/screen.js';
import type {
	Helm,
	Scene,
	Screen,
	ScreenList,
} from '../../screen.js';
import type {
	Past,
	PastTime,
	RestoreStep,
	TreePreview,
} from '../../past.js';
import {askForTime} from './ask-for-time.js';
import type {SessionCondition} from '../../keys/session.js';
import type {SessionWorld} from '../../state/world.js';
import type {Tone} from '../../theme.js';

type TreeLocal = {readonly path: string; readonly time: PastTime; readonly preview: Loaded<TreePreview>; readonly isWorking: boolean};
type TreeHelm = Helm<SessionWorld, TreeLocal>;
type TreeFact = 'canPutBack' | 'isWorking';

/** One line of a preview: a step, or what cannot or will not be done. */
type TreeItem = {readonly key: string; readonly word: string; readonly path: string; readonly from?: string; readonly remark: string; readonly tone: Tone};

const words: Readonly<Record<RestoreStep['operation'], string>> = {
	created: 'bring back', modified: 'put back', moved: 'move back', deleted: 'to the trash', attributes: 'attributes',
};
const tones: Readonly<Record<RestoreStep['operation'], Tone>> = {
	created: 'good', modified: 'plain', moved: 'accent', deleted: 'bad', attributes: 'muted',
};
const order = ['deleted', 'modified', 'created', 'moved', 'attributes'] as const;

/** Deletions first: they are what somebody may not want. */
const itemsOf = remembered((preview: TreePreview | undefined): readonly TreeItem[] => {
	if (!preview) {
		return [];
	}

	const steps = order.flatMap(operation => preview.steps.filter(step => step.operation === operation));
	return [
		...steps.map(({operation, path, from}, index): TreeItem => ({
			key: `s${index}`, word: words[operation], path, remark: '', tone: tones[operation], ...(from !== undefined && {from}),
		})),
		...preview.lost.map(({path, reason}, index): TreeItem => ({
			key: `l${index}`, word: 'lost', path, remark: reason, tone: 'warning',
		})),
		...preview.uncertain.map((path, index): TreeItem => ({
			key: `u${index}`, word: 'as it is', path, remark: 'made or changed since, without a record here', tone: 'muted',
		})),
	];
});

const previewOf = ({preview}: TreeLocal) => preview.status === 'ready' ? preview.value : undefined;

/** Rows of the panel that are not in the list: what it comes to, and an empty one. */
const headRows = 2;
const boxOf = (size: {readonly columns: number; readonly rows: number}): PanelBox => ({name: 'steps', width: size.columns, height: pageRows(size)});

const pastOf = (helm: TreeHelm): Past | undefined => currentSession(helm.control, helm.scene().view)?.past;

function load(helm: TreeHelm): void {
	const past = pastOf(helm);
	const {path, time} = helm.scene().local;
	helm.load('preview', async () => {
		if (!past) {
			throw new FsyncError('usage', 'This session keeps no history here.');
		}

		return past.preview(path, time);
	});
}

function askToPutBack(helm: TreeHelm): void {
	const {local} = helm.scene();
	const preview = previewOf(local);
	const past = pastOf(helm);
	if (!preview || !past) {
		return;
	}

	const deletions = preview.steps.filter(({operation}) => operation === 'deleted').length;
	helm.ask({
		text: `Do these ${formatCounted(preview.steps.length, 'step')}${deletions > 0 ? ` (${formatCounted(deletions, 'path')} to the trash)` : ''}? What is replaced goes to the trash.`,
		yes: 'yes, put it back',
		run() {
			helm.set({isWorking: true});
			void putBack(helm, past, preview);
		},
	});
}

async function putBack(helm: TreeHelm, past: Past, {timeMilliseconds}: TreePreview): Promise<void> {
	try {
		const {steps, problems} = await past.putBack(helm.scene().local.path, timeMilliseconds);
		const [first] = problems;
		helm.say(first === undefined ? `Done: ${formatCounted(steps, 'step')}.` : `${formatCounted(steps, 'step')} done, ${formatCounted(problems.length, 'problem')}: ${first}`, first === undefined ? 'good' : 'warning');
	} catch (error) {
		if (!(error instanceof FsyncError)) {
			throw error;
		}

		helm.say(error.message, 'bad');
	}

	helm.set({isWorking: false});
	load(helm);
}

function treeList(name: string, {local, view}: Scene<SessionWorld, TreeLocal>): ScreenList | undefined {
	const items = itemsOf(previewOf(local));
	return name !== 'steps' || items.length === 0
		? undefined
		: {
			items, height: Math.max(1, innerRows(boxOf(view.size)) - headRows), keyOf: ({key}: TreeItem) => key, textOf: ({path, word}: TreeItem) => `${word} ${path}`, pathOf: ({path}: TreeItem) => path,
		} satisfies ScreenList<TreeItem>;
}

/** The folder as it was at a time, or before the last sync: what putting it back would do, and the key that does it. */
export const tree: Screen<SessionWorld, TreeLocal, TreeFact, SessionCondition> = {
	name: 'tree',
	title: 'as of a time',
	content: <Tree/>,
	local: ({path, time}: {readonly path: string; readonly time: PastTime}) => ({
		path, time, preview: loading, isWorking: false,
	}),
	panels: ['steps'],
	focus: 'steps',
	hasPanel: (name, scene) => treeList(name, scene) !== undefined,
	list: treeList,
	conditions: ({local}) => ({canPutBack: (previewOf(local)?.steps.length ?? 0) > 0 && !local.isWorking, isWorking: local.isWorking}),
	onOpen: load,
	keys: [
		{
			action: 'put-tree-back', chords: ['R'], group: 'SCREEN', label: 'put back', help: 'do what the preview shows (asks)', isValid: is => is.canPutBack && !is.isClosing, run: askToPutBack,
		},
		{
			action: 'other-time', chords: ['t'], group: 'SCREEN', label: 'another time', help: 'as of another time', isValid: is => !is.isWorking, run(helm) {
				askForTime(helm, time => {
					helm.set({time, preview: loading});
					load(helm);
				});
			},
		},
	],
};

function stepRow({word, path, from, remark, tone}: TreeItem, {width, look, isSelected}: RowPlace): Line {
	const rest: Cell[] = remark === '' ? [] : [{text: remark, width: Math.min(46, Math.floor(width / 2)), tone: 'muted'}];
	return composeLine([
		{text: isSelected ? look.glyphs.cursor : ' ', width: 1, gap: 1},
		{text: word, width: 12, tone},
		{text: from === undefined ? path : `${from} ${look.glyphs.move} ${path}`, grows: true, cut: 'path'},
		...rest,
	], width, look);
}

function Tree() {
	const {look} = useShared();
	const size = useView(view => view.size);
	const local = useLocal((current: TreeLocal) => current);
	const box = boxOf(size);
	const {items, start, selected} = useList<TreeItem>({...box, height: box.height - headRows});
	const width = innerColumns(box);
	const preview = previewOf(local);
	return (
		<SessionPage>
			<Panel box={box} number={1} title={titleOf(local)} summary={preview ? formatCounted(preview.steps.length, 'step') : ''}>
				<Rows lines={headLines(local, {width, rows: preview ? headRows : innerRows(box), look})}/>
				{items.map((item, index) => <Row key={item.key} isSelected={start + index === selected} line={stepRow(item, {width, look, isSelected: start + index === selected})}/>)}
			</Panel>
		</SessionPage>
	);
}

function titleOf({path, time, preview}: TreeLocal): string {
	const what = path === '' ? 'The folder' : path;
	return time === 'before-last-cycle' ? 'Undo of the last sync' : `${what} as of ${preview.status === 'ready' ? formatMoment(preview.value.timeMilliseconds) : time.typed}`;
}

/** What it comes to, in a sentence; or why there is nothing to be shown. */
function headLines({preview, isWorking}: TreeLocal, place: {readonly width: number; readonly rows: number; readonly look: Look}): readonly Line[] {
	if (preview.status !== 'ready') {
		return sentenceLines([preview.status === 'failed' ? {text: preview.message, tone: 'bad'} : {text: 'Looking at what stands here and at what is remembered.', tone: 'muted'}], place);
	}

	const counts = order.flatMap(operation => {
		const count = preview.value.steps.filter(step => step.operation === operation).length;
		return count === 0 ? [] : [`${count} ${words[operation]}`];
	});
	const text = isWorking ? 'Putting it back.' : (counts.length === 0 ? 'Everything is as it was then: there is nothing to do.' : `${counts.join(', ')}. R does it, after a y.`);
	return [...sentenceLines([{text, tone: 'strong'}], {...place, rows: 1}), composeLine([], place.width, place.look)];
}
