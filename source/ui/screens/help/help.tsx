import {Box} from 'ink';
import {helpLines} from '../../rows/help-lines.js';
import {
	innerColumns,
	innerRows,
	type PanelBox,
	type Size,
} from '../../layout.js';
import {KeysRow} from '../../parts/footer.js';
import {Panel} from '../../parts/panel.js';
import {Rows} from '../../parts/row.js';
import {useLocal, useShared, useView} from '../../state/screen.js';
import type {AnyWorld} from '../../state/world.js';
import type {Helm, KeyBinding, Screen} from '../../screen.js';
import type {Line} from '../../line.js';
import type {ViewState} from '../../state/view-state.js';

type HelpLocal = {
	/** First visible line. */
	readonly start: number;
	/** Only keys whose description has this text are shown. */
	readonly search: string;
};

type HelpKey = KeyBinding<AnyWorld, HelpLocal>;
type HelpHelm = Helm<AnyWorld, HelpLocal>;

/** The help takes the whole screen but its last line. */
const helpBox = ({columns, rows}: Size): PanelBox => ({name: 'help', width: columns, height: Math.max(1, rows - 1)});

/** The screen that the help is about: the one below. */
const subjectOf = ({stack}: ViewState) => (stack.at(-2) ?? stack[0]!).screen;

function linesOf({search: searched}: HelpLocal, view: ViewState, {tableOf, look}: Pick<HelpHelm, 'tableOf' | 'look'>): readonly Line[] {
	const wanted = searched.toLowerCase();
	const table = tableOf(subjectOf(view)).filter(({help, action, chords}) => [help, action, ...chords].some(text => text.toLowerCase().includes(wanted)));
	return helpLines(table, innerColumns(helpBox(view.size)), look);
}

/** Lines that do not fit, so how far it scrolls. */
const overflowOf = (lines: readonly Line[], view: ViewState) => Math.max(0, lines.length - innerRows(helpBox(view.size)));

const scroll = (amount: (height: number) => number) => (helm: HelpHelm) => {
	const {local, view} = helm.scene();
	const wanted = local.start + amount(innerRows(helpBox(view.size)));
	const end = overflowOf(linesOf(local, view, helm), view);
	helm.set({start: Math.max(0, Math.min(end, wanted))});
};

const always = () => true;

const keys: readonly HelpKey[] = [
	{
		action: 'search-help', chords: ['/'], group: 'SCREEN', label: 'search', help: 'search in the help', isValid: always, run: search,
	},
	{
		action: 'scroll-down', chords: ['j', 'down'], shown: 'j/k', group: 'MOVE', label: 'scroll', help: 'one line down', isValid: always, run: scroll(() => 1),
	},
	{
		action: 'scroll-up', chords: ['k', 'up'], group: 'MOVE', help: 'one line up', isValid: always, run: scroll(() => -1),
	},
	{
		action: 'scroll-page-down', chords: ['pgdn', 'ctrl-d'], group: 'MOVE', help: 'one page down', isValid: always, run: scroll(height => Math.max(1, height - 1)),
	},
	{
		action: 'scroll-page-up', chords: ['pgup', 'ctrl-u'], group: 'MOVE', help: 'one page up', isValid: always, run: scroll(height => -Math.max(1, height - 1)),
	},
	{
		action: 'scroll-top', chords: ['g', 'home'], group: 'MOVE', help: 'top', isValid: always, run: scroll(() => -Infinity),
	},
	{
		action: 'scroll-bottom', chords: ['G', 'end'], group: 'MOVE', help: 'bottom', isValid: always, run: scroll(() => Infinity),
	},
];

function search(helm: HelpHelm): void {
	helm.write({
		label: '/',
		text: helm.scene().local.search,
		onChange(text) {
			helm.set({search: text, start: 0});
		},
		onEnter() {
			// What was found stays on the screen.
		},
		onEscape() {
			helm.set({search: '', start: 0});
		},
	});
}

/** All keys of the screen below, and what the signs mean. */
export const help: Screen<AnyWorld, HelpLocal> = {
	name: 'help',
	title: 'help',
	content: <Help/>,
	local: () => ({start: 0, search: ''}),
	panels: [],
	focus: '',
	hasPanel: () => false,
	list: () => undefined,
	conditions: () => ({}),
	isOverlay: true,
	keys,
};

function Help() {
	const {look, app} = useShared();
	const view = useView(current => current);
	const local = useLocal((current: HelpLocal) => current);
	const box = helpBox(view.size);
	const lines = linesOf(local, view, {look, tableOf: name => app.table(name)});
	const overflow = overflowOf(lines, view);
	const start = Math.min(local.start, overflow);
	return (
		<Box flexDirection='column' width={view.size.columns} height={view.size.rows}>
			<Panel box={box} title={`Help: ${app.screen(subjectOf(view)).title}`} summary={summaryOf(local.search, start < overflow)}>
				<Rows lines={lines.slice(start, start + innerRows(box))}/>
			</Panel>
			<KeysRow/>
		</Box>
	);
}

const summaryOf = (searched: string, hasMore: boolean) => [searched === '' ? '' : `/${searched}`, hasMore ? 'more below' : ''].filter(Boolean).join(', ');
