import {useEffect} from 'react';
import {composeLine, type Line} from '../../line.js';
import {formatCounted} from '../../text/count.js';
import {formatTimeOfDay} from '../../text/duration.js';
import {innerColumns, type PanelBox} from '../../layout.js';
import {onSession, type SessionCondition} from '../../keys/session.js';
import {Panel} from '../../parts/panel.js';
import {planRow, planTable, type SidedLine} from '../../rows/plan-rows.js';
import {Row, Rows} from '../../parts/row.js';
import {SessionPage} from '../../parts/session-page.js';
import {
	useList,
	useSession,
	useShared,
	useView,
} from '../../state/screen.js';
import type {Helm, Screen} from '../../screen.js';
import type {SessionState} from '../../contract.js';
import type {SessionWorld} from '../../state/world.js';
import {planBoxes, planList} from './plan-model.js';

type PlanHelm = Helm<SessionWorld>;

/** What is about to be done on both sides, before it is done: a large plan that waits for a yes, or that of a dry run. */
export const plan: Screen<SessionWorld, unknown, never, SessionCondition> = {
	name: 'plan',
	title: 'plan',
	content: <Plan/>,
	local: () => undefined,
	panels: ['steps'],
	focus: 'steps',
	hasPanel: () => true,
	list: planList,
	conditions: () => ({}),
	keys: [
		{
			action: 'apply-plan', chords: ['enter'], group: 'SCREEN', label: 'apply', help: 'carry the plan out (asks where files are deleted)', isValid: is => is.isPlanHeld && !is.isClosing, run: apply,
		},
		{
			action: 'hold-plan', chords: ['h'], group: 'SCREEN', label: 'hold', help: 'hold the plan and go back; nothing is done', isValid: is => is.isPlanHeld && !is.isRoot, run(helm) {
				helm.back();
			},
		},
	],
	entrances: [
		{
			action: 'plan', chords: ['V'], group: 'SESSION', label: 'plan', help: 'view the plan that waits', isValid: is => is.isPlanHeld, run(helm) {
				helm.open('plan', undefined);
			},
		},
	],
};

function apply(helm: PlanHelm): void {
	const {plan: shown} = helm.scene().state.current;
	if (shown === undefined) {
		return;
	}

	const carryOut = () => {
		onSession(session => {
			session.applyPlan();
		})(helm);
	};

	const {local, remote} = shown.summary;
	const deleted = local.totals.delete.files + remote.totals.delete.files;
	if (deleted === 0) {
		carryOut();
	} else {
		helm.ask({text: `This deletes ${formatCounted(deleted, 'file')}; their versions go to the trash. Carry it out?`, yes: 'yes, apply', run: carryOut});
	}
}

function Plan() {
	const size = useView(view => view.size);
	const {counts, steps} = planBoxes(size);
	useLeavingWhenOver();
	return (
		<SessionPage>
			{counts !== undefined && <Counts box={counts}/>}
			<Steps box={steps}/>
		</SessionPage>
	);
}

/** A plan that was held and is not any more has nothing to be shown. */
function useLeavingWhenOver(): void {
	const {app} = useShared();
	const isOver = useSession(state => state.plan === undefined && state.phase !== 'stopped');
	const isRoot = useView(view => view.stack.length === 1);
	useEffect(() => {
		if (isOver && !isRoot) {
			app.helm().back();
		}
	}, [app, isOver, isRoot]);
}

function Counts({box}: {readonly box: PanelBox}) {
	const {look} = useShared();
	const shown = useSession(state => state.plan);
	const remote = useSession(state => state.peer?.name ?? state.remote);
	const width = innerColumns(box);
	return (
		<Panel box={box} title={titleOf(shown)} summary={shown === undefined ? '' : summaryOf(shown)} tone={shown?.isHeld ? 'warning' : 'strong'}>
			{shown !== undefined && <Rows lines={planTable(shown.summary, {local: 'here', remote}, {width, look})}/>}
		</Panel>
	);
}

type Shown = SessionState['plan'];

const titleOf = (shown: Shown) => shown?.isHeld ? 'A large plan waits' : 'Dry run: nothing is done';

const summaryOf = ({summary: {steps, conflicts}, isHeld, sinceMilliseconds}: NonNullable<Shown>) => [
	formatCounted(steps, 'step'),
	...(conflicts > 0 ? [formatCounted(conflicts, 'conflict')] : []),
	...(isHeld ? [`held since ${formatTimeOfDay(sinceMilliseconds).slice(0, 5)}`] : []),
].join(', ');

function Steps({box}: {readonly box: PanelBox}) {
	const {look} = useShared();
	const {start, selected, items, length} = useList<SidedLine>(box);
	const empty = useSession(state => emptyText(state));
	const width = innerColumns(box);
	const place = {width, look};
	return (
		<Panel box={box} number={1} title='Steps' summary={length === 0 ? '' : `${start + 1} to ${start + items.length} of ${length}`}>
			{items.length === 0 && <Row line={emptyLine(empty, place)}/>}
			{items.map((line, index) => {
				const isSelected = start + index === selected;
				return <Row key={start + index} line={planRow(line, {...place, isSelected})} isSelected={isSelected}/>;
			})}
		</Panel>
	);
}

const emptyLine = (text: string, {width, look}: {width: number; look: Parameters<typeof composeLine>[2]}): Line => composeLine([{text, tone: 'muted', grows: true}], width, look);

function emptyText({plan: shown, lastError, halt}: SessionState): string {
	return shown === undefined ? halt?.message ?? lastError ?? 'Looking at both sides.' : 'Nothing is to be done: both sides are equal.';
}
