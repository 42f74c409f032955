import {Box} from 'ink';
import {composeLine, type Line, type Look} from '../../line.js';
import {fieldRow} from '../../rows/footer-row.js';
import {fuzzyFind} from '../../text/fuzzy.js';
import {
	innerColumns,
	innerRows,
	type PanelBox,
	type Size,
} from '../../layout.js';
import {Panel} from '../../parts/panel.js';
import {Row, Rows} from '../../parts/row.js';
import {useLocal, useShared, useView} from '../../state/screen.js';
import type {AnyWorld, CockpitState} from '../../state/world.js';
import type {Below, Helm, Screen} from '../../screen.js';

/** Something that can be chosen (moving is not: nobody writes for that): an action of the screen below, or a session to look at. */
type Entry = {readonly name: string; readonly help: string; readonly key: string; choose(helm: PaletteHelm): void};

type PaletteLocal = {readonly text: string; readonly selected: number; readonly entries: readonly Entry[]};
type PaletteHelm = Helm<AnyWorld, PaletteLocal>;

/** Every action that is valid on the screen below and every session, found by a few letters. */
export const palette: Screen<AnyWorld, PaletteLocal> = {
	name: 'palette',
	title: 'palette',
	content: <Palette/>,
	local: () => ({text: '', selected: 0, entries: []}),
	panels: [],
	focus: '',
	hasPanel: () => false,
	list: () => undefined,
	conditions: () => ({}),
	isOverlay: true,
	keys: [],
	onOpen(helm) {
		const below = helm.below();
		helm.set({entries: [...(below ? actionsOf(below) : []), ...sessionsOf(helm.scene().state)]});
		ask(helm);
	},
};

const actionsOf = (below: Below): Entry[] => below.bindings.filter(({action, group}) => action !== 'palette' && group !== 'MOVE').map(binding => ({
	name: binding.action,
	help: binding.help,
	key: binding.chords[0] ?? '',
	choose() {
		below.run(binding);
	},
}));

function sessionsOf(state: unknown): Entry[] {
	const {sessions = []} = state as Partial<CockpitState>;
	return sessions.length < 2
		? []
		: sessions.map(({id, name, state: {remote}}) => ({
			name: `go to ${name}`,
			help: remote,
			key: '',
			choose(helm) {
				helm.back();
				helm.update(view => ({...view, session: id}));
			},
		}));
}

const foundIn = ({entries, text}: PaletteLocal) => fuzzyFind(entries, text, ({name, help}) => `${name} ${help}`);

function ask(helm: PaletteHelm): void {
	helm.write({
		label: ':',
		isInline: true,
		onChange(text) {
			helm.set({text, selected: 0});
		},
		onEnter() {
			const {local} = helm.scene();
			const entry = foundIn(local)[local.selected];
			if (entry === undefined) {
				helm.back();
			} else {
				entry.choose(helm);
			}
		},
		onEscape() {
			helm.back();
		},
		onChord: chord => step(helm, chord),
	});
}

function step(helm: PaletteHelm, chord: string): boolean {
	const {local, view: {size}} = helm.scene();
	const page = listRows(size);
	const amount = {
		up: -1, down: 1, tab: 1, 'shift-tab': -1, pgup: -page, pgdn: page,
	}[chord];
	if (amount === undefined) {
		return false;
	}

	const last = foundIn(local).length - 1;
	helm.set({selected: Math.max(0, Math.min(last, local.selected + amount))});
	return true;
}

/** The palette takes the whole screen. */
const boxOf = ({columns, rows}: Size): PanelBox => ({name: 'palette', width: columns, height: rows - 1});
const listRows = (size: Size) => Math.max(1, innerRows(boxOf(size)) - 2);

function Palette() {
	const {look} = useShared();
	const size = useView(view => view.size);
	const field = useView(view => view.field);
	const local = useLocal((current: PaletteLocal) => current);
	const box = boxOf(size);
	const width = innerColumns(box);
	const found = foundIn(local);
	const height = listRows(size);
	const start = Math.max(0, Math.min(found.length - height, local.selected - Math.floor(height / 2)));
	const rows = found.slice(start, start + height);
	return (
		<Box flexDirection='column' width={size.columns} height={size.rows}>
			<Panel box={box} title='Find any action' summary={`${found.length} of ${local.entries.length}`}>
				<Row line={fieldRow(field ?? {label: ':', text: local.text, cursor: local.text.length}, width, look)}/>
				<Row line={composeLine([], width, look)}/>
				{rows.map((entry, index) => {
					const isSelected = start + index === local.selected;
					return <Row key={`${entry.name} ${entry.help}`} line={entryRow(entry, isSelected, {width, look})} isSelected={isSelected}/>;
				})}
				{found.length === 0 && <Rows lines={[composeLine([{text: 'Nothing of that name can be done here now.', tone: 'muted'}], width, look)]}/>}
			</Panel>
			<Row line={composeLine(closing, size.columns, look)}/>
		</Box>
	);
}

const closing = [
	{text: ' ', gap: 0}, {text: 'enter', tone: 'key', gap: 1}, {text: 'do it'}, {text: 'up/down', tone: 'key', gap: 1}, {text: 'choose'}, {text: 'esc', tone: 'key', gap: 1}, {text: 'back'},
] as const;

const entryRow = ({name, help, key}: Entry, isSelected: boolean, {width, look}: {width: number; look: Look}): Line => composeLine([
	{text: isSelected ? look.glyphs.cursor : ' ', gap: 1},
	{text: name, width: Math.min(24, Math.floor(width * 0.35)), tone: 'strong'},
	{text: help, grows: true},
	{
		text: key, width: 9, tone: 'key', align: 'right',
	},
], width, look);
