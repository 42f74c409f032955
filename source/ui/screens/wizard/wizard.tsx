import {Box} from 'ink';
import {innerColumns, innerRows, type PanelBox} from '../../layout.js';
import {KeysRow} from '../../parts/footer.js';
import {Panel} from '../../parts/panel.js';
import {Row, Rows} from '../../parts/row.js';
import {useLocal, useShared, useView} from '../../state/screen.js';
import type {CommonCondition} from '../../keys/common.js';
import type {Screen} from '../../screen.js';
import type {SetupWorld} from '../../state/setup.js';
import {
	firstLocal,
	isAnswered,
	steps,
	type WizardLocal,
} from './wizard-local.js';
import {wizardLines, writingRow} from './wizard-lines.js';
import {
	enterStep,
	goBack,
	goOn,
	toggleGitignore,
	turnDirection,
} from './wizard-steps.js';

type WizardFact = 'isFirstStep' | 'isAtDirection' | 'isAtIgnores' | 'isLooking' | 'isAnswered';

/** The first run: from a folder to a session in four steps. */
export const wizard: Screen<SetupWorld, WizardLocal, WizardFact, CommonCondition> = {
	name: 'wizard',
	title: 'set up',
	content: <Wizard/>,
	local: () => firstLocal,
	panels: [],
	focus: '',
	hasPanel: () => false,
	list: () => undefined,
	conditions: ({local}) => ({
		isFirstStep: local.step === 'folder',
		isAtDirection: local.step === 'direction',
		isAtIgnores: local.step === 'ignores',
		isAnswered: isAnswered(local),
		isLooking: local.folder.status === 'loading' || local.peer.status === 'loading',
	}),
	onOpen(helm) {
		helm.set({offered: helm.control.folder});
		enterStep(helm, 'folder');
	},
	keys: [
		{
			action: 'next-step', chords: ['enter'], group: 'SCREEN', label: 'next', help: 'go on', isValid: is => is.isAnswered && !is.isLooking, run: goOn,
		},
		{
			action: 'write-step', chords: ['enter'], group: 'SCREEN', label: 'write', help: 'write what is asked for', isValid: is => !is.isAnswered && !is.isLooking, run: goOn,
		},
		{
			action: 'step-back', chords: ['shift-tab'], group: 'SCREEN', label: 'back', help: 'one step back', isValid: is => !is.isFirstStep && !is.isLooking, run: goBack,
		},
		{
			action: 'next-direction', chords: ['j', 'down', 'right'], shown: 'j/k', group: 'SCREEN', label: 'choose', help: 'the next direction', isValid: is => is.isAtDirection, run(helm) {
				turnDirection(helm, 1);
			},
		},
		{
			action: 'previous-direction', chords: ['k', 'up', 'left'], group: 'SCREEN', help: 'the direction before', isValid: is => is.isAtDirection, run(helm) {
				turnDirection(helm, -1);
			},
		},
		{
			action: 'gitignore', chords: ['tab'], group: 'SCREEN', label: '.gitignore', help: 'whether .gitignore files count', isValid: is => is.isAtIgnores, run: toggleGitignore,
		},
	],
};

function Wizard() {
	const {look, home} = useShared();
	const size = useView(view => view.size);
	const field = useView(view => view.field);
	const local = useLocal((current: WizardLocal) => current);
	const box: PanelBox = {name: 'wizard', width: size.columns, height: Math.max(1, size.rows - 1)};
	const lines = wizardLines(local, {
		width: innerColumns(box), look, home, field,
	});
	// On a low terminal the steps that are done scroll away.
	const start = Math.max(0, Math.min(steps.indexOf(local.step) * 2, lines.length - innerRows(box)));
	return (
		<Box flexDirection='column' width={size.columns} height={size.rows}>
			<Panel box={box} title={`Set up a session: ${steps.indexOf(local.step) + 1} of ${steps.length}`}>
				<Rows lines={lines.slice(start, start + innerRows(box))}/>
			</Panel>
			{field === undefined ? <KeysRow/> : <Row line={writingRow(local, size.columns, look)}/>}
		</Box>
	);
}
