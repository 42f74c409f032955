import {
	chosen,
	type ConflictVersions,
	type Region,
	type RegionChoice,
} from '../../contract.js';
import {composeLine, type Line, type Look} from '../../line.js';
import {formatCounted} from '../../text/count.js';
import {diffRow} from '../../rows/diff-row.js';
import {drawnLine} from '../../text/tabs.js';
import {innerColumns, innerRows, type PanelBox} from '../../layout.js';
import {noDiffText, versionRow, type Side} from '../../rows/conflict-rows.js';
import {Panel} from '../../parts/panel.js';
import {Row} from '../../parts/row.js';
import {reasonOf} from '../../rows/attention-row.js';
import {sentenceLines} from '../../rows/sentence-lines.js';
import {useList} from '../../state/screen.js';
import {
	currentDetail,
	currentHunk,
	factRows,
	regionsFor,
	resultOf,
	selectedConflict,
	styleOf,
	type ConflictsLayout,
	type ConflictsScene,
} from './conflicts-model.js';
import {hunkRegions, type DiffRow} from './diff-rows.js';

export type ConflictsProps = {readonly look: Look; readonly scene: ConflictsScene};

type Drawn = {readonly line: Line; readonly key: string; readonly isSelected: boolean};

/** The diff of the selected conflict: in one panel, or in one for each side. */
export function DiffPanel({look, scene, layout}: ConflictsProps & {readonly layout: ConflictsLayout}) {
	const {diff, right} = layout;
	const detail = currentDetail(scene);
	const style = styleOf(scene.local, scene.view.size);
	const head = factRows(style);
	const {items, start, selected} = useList<DiffRow>({...diff, height: diff.height - head});
	const regions = regionsFor(detail);
	const hunks = hunkRegions(regions);
	const at = currentHunk(scene);
	const drawnIn = (box: PanelBox, half: 'left' | 'right' | undefined): Drawn[] => items.map((row, index) => ({
		key: row.key,
		isSelected: start + index === selected,
		line: diffRow(row, {
			width: innerColumns(box), look, hunks: hunks.length, choice: row.kind === 'hunk' ? scene.local.choices.get(row.region) : undefined, ...(half !== undefined && {half}),
		}),
	}));
	const facts = (box: PanelBox, sides: readonly Side[]): readonly Line[] => {
		const width = innerColumns(box);
		return detail ? [...sides.map(side => versionRow(side, detail, regions, {width, look})), composeLine([{text: look.glyphs.rule.repeat(width), tone: 'muted'}], width, look)] : [];
	};

	const path = selectedConflict(scene)?.path ?? '';
	const progress = hunks.length === 0 ? '' : `hunk ${(at ?? 0) + 1} of ${hunks.length}`;
	if (!right) {
		return <DiffBox box={diff} title={path} summary={progress} look={look} scene={scene} facts={facts(diff, ['base', 'local', 'remote'])} rows={drawnIn(diff, undefined)}/>;
	}

	return (
		<>
			<DiffBox box={diff} title={titleOf('LOCAL', detail?.conflict.localDevice)} summary={progress} look={look} scene={scene} facts={facts(diff, ['local'])} rows={drawnIn(diff, 'left')}/>
			<DiffBox isEcho box={right} title={titleOf('REMOTE', detail?.conflict.remoteDevice)} summary='' look={look} scene={scene} facts={facts(right, ['remote'])} rows={drawnIn(right, 'right')}/>
		</>
	);
}

const titleOf = (side: string, device: string | undefined) => device === undefined ? side : `${side}  ${device}`;

type DiffBoxProps = ConflictsProps & {
	readonly box: PanelBox;
	readonly title: string;
	readonly summary: string;
	readonly facts: readonly Line[];
	readonly rows: readonly Drawn[];
	/** The other half says already what there is to say. */
	readonly isEcho?: boolean;
};

function DiffBox({box, title, summary, look, scene, facts, rows, isEcho = false}: DiffBoxProps) {
	const sentences = rows.length > 0 || isEcho ? [] : insteadOfDiff(scene, look, {width: innerColumns(box), rows: innerRows(box) - facts.length});
	return (
		<Panel box={box} title={title} summary={summary} {...(isEcho ? {} : {number: 2})}>
			{facts.map((line, index) => <Row key={index} line={line}/>)}
			{rows.map(({key, line, isSelected}) => <Row key={key} line={line} isSelected={isSelected}/>)}
			{sentences.map((line, index) => <Row key={`s${index}`} line={line}/>)}
		</Panel>
	);
}

function insteadOfDiff(scene: ConflictsScene, look: Look, place: {readonly width: number; readonly rows: number}): readonly Line[] {
	const {detail} = scene.local;
	if (detail.status === 'failed') {
		return sentenceLines([{text: detail.message, tone: 'bad'}], {...place, look});
	}

	const current = currentDetail(scene);
	if (selectedConflict(scene) === undefined) {
		return sentenceLines([{text: 'Nothing to decide. z takes the last decision back.', tone: 'muted'}], {...place, look});
	}

	if (detail.status === 'ready' && detail.value === undefined) {
		return sentenceLines([{text: 'It is not in conflict any more.', tone: 'muted'}], {...place, look});
	}

	return current ? sentenceLines([{text: noDiffText(current), tone: 'plain'}], {...place, look}) : [composeLine([{text: `Reading both versions${look.glyphs.ellipsis}`, tone: 'muted'}], place.width, look)];
}

/** What comes out of what was chosen. */
export function PreviewPanel({look, scene, box}: ConflictsProps & {readonly box: PanelBox}) {
	const width = innerColumns(box);
	const lines = previewLines(scene, look, width);
	const conflict = selectedConflict(scene);
	return (
		<Panel box={box} title='Result preview' summary={conflict ? reasonOf(conflict) : ''}>
			{lines.slice(0, innerRows(box)).map((line, index) => <Row key={index} line={line}/>)}
		</Panel>
	);
}

function previewLines(scene: ConflictsScene, look: Look, width: number): readonly Line[] {
	const detail = currentDetail(scene);
	if (regionsFor(detail).length === 0) {
		return [composeLine([{text: detail ? wholeText(detail) : '', grows: true, tone: 'muted'}], width, look)];
	}

	const {undecided} = resultOf(scene);
	const result = hunkResult(scene);
	const status = undecided.length === 0 ? 'every hunk is decided: enter takes the result for both sides' : `${undecided.length} to decide`;
	return [
		composeLine([
			{text: `hunk ${(currentHunk(scene) ?? 0) + 1}: ${result ? `${formatCounted(result.length, 'line')} in the result` : 'open'}`}, {text: status, grows: true, tone: undecided.length === 0 ? 'good' : 'warning'},
		], width, look),
		...(result ?? []).map(line => composeLine([{text: ' ', width: 2, gap: 0}, {text: drawnLine(line), grows: true}], width, look)),
	];
}

/** The lines that the hunk under the cursor gives; undefined while it is open. */
function hunkResult(scene: ConflictsScene): readonly string[] | undefined {
	const regions = regionsFor(currentDetail(scene));
	const index = hunkRegions(regions)[currentHunk(scene) ?? 0];
	const region = index === undefined ? undefined : regions[index];
	if (index === undefined || !region) {
		return undefined;
	}

	const choice = scene.local.choices.get(index) ?? usualChoices[region.kind];
	return choice === undefined ? undefined : chosen(region, choice);
}

const usualChoices: Readonly<Partial<Record<Region['kind'], RegionChoice>>> = {local: 'local', remote: 'remote', both: 'local'};

const wholeText = ({conflict: {path}}: ConflictVersions) => `${path}: l keeps LOCAL, r keeps REMOTE, b keeps both, the loser beside it under a name of its own. What loses goes to the trash.`;
