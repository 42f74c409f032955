import {
	cycleFocus,
	listViewOf,
	withCursor,
	withList,
	withTop,
	type ListView,
	type Visit,
} from '../state/view-state.js';
import {moveCursor} from '../list-window.js';
import {rangeOf, toggled} from '../state/marks.js';
import type {Conditions, Helm, KeyBinding} from '../screen.js';

/** Facts that every screen has. */
export type CommonCondition =
	| 'isRoot' | 'isClosing' | 'hasCrashed'
	/** There is more than one list to go to. */
	| 'hasPanels'
	| 'hasList' | 'hasCursor' | 'canMark' | 'hasMarks' | 'canFilter' | 'isFiltered' | 'isZoomed'
	/** The selected item is a synced path. */
	| 'hasPath';

type Is = Conditions<CommonCondition>;
type Common = KeyBinding<never, unknown, CommonCondition>;

const always = () => true;

const change = (helm: Helm, step: (visit: Visit) => Visit) => {
	helm.update(view => withTop(view, step));
};

/** Moves the cursor of the focused list by what `amount` says for its height. */
const move = (amount: (height: number) => number) => (helm: Helm) => {
	const list = helm.list();
	if (list !== undefined) {
		change(helm, visit => withCursor(visit, list.name, moveCursor(list, listViewOf(visit, list.name).cursor, amount(list.height))));
	}
};

const focusNext = (step: number) => (helm: Helm) => {
	change(helm, visit => cycleFocus(visit, helm.panels(), step));
};

const inList = (is: Is) => is.hasList;

const moves: readonly Common[] = [
	{
		action: 'next-panel', chords: ['tab'], group: 'MOVE', label: 'next panel', help: 'next panel', isValid: is => is.hasPanels, run: focusNext(1),
	},
	{
		action: 'previous-panel', chords: ['shift-tab'], group: 'MOVE', help: 'previous panel', isValid: is => is.hasPanels, run: focusNext(-1),
	},
	{
		action: 'down', chords: ['j', 'down'], shown: 'j/k', group: 'MOVE', label: 'move', help: 'one line down', isValid: inList, run: move(() => 1),
	},
	{
		action: 'up', chords: ['k', 'up'], group: 'MOVE', help: 'one line up', isValid: inList, run: move(() => -1),
	},
	{
		action: 'page-down', chords: ['pgdn', 'ctrl-d'], group: 'MOVE', help: 'one page down', isValid: inList, run: move(height => Math.max(1, height - 1)),
	},
	{
		action: 'page-up', chords: ['pgup', 'ctrl-u'], group: 'MOVE', help: 'one page up', isValid: inList, run: move(height => -Math.max(1, height - 1)),
	},
	{
		action: 'top', chords: ['g', 'home'], group: 'MOVE', help: 'top', isValid: inList, run: move(() => -Infinity),
	},
	{
		action: 'bottom', chords: ['G', 'end'], group: 'MOVE', help: 'bottom', isValid: inList, run: move(() => Infinity),
	},
	{
		action: 'panel',
		chords: ['1', '2', '3', '4', '5', '6'],
		group: 'MOVE',
		help: 'that panel',
		isValid: is => is.hasPanels,
		run(helm, chord) {
			const focus = helm.panelAt(Number(chord));
			if (focus !== undefined) {
				change(helm, visit => ({...visit, focus}));
			}
		},
	},
];

const zooms: readonly Common[] = [
	{
		action: 'zoom', chords: ['+'], group: 'VIEW', help: 'this panel alone', isValid: is => is.hasList && !is.isZoomed, run(helm) {
			change(helm, visit => ({...visit, zoomed: visit.focus}));
		},
	},
	{
		action: 'unzoom', chords: ['_', '+'], group: 'VIEW', label: 'all panels', help: 'all panels again', isValid: is => is.isZoomed, run: unzoom,
	},
];

function unzoom(helm: Helm): void {
	change(helm, ({zoomed: _, ...visit}) => visit);
}

/** Changes what is marked in the focused list. */
const mark = (step: (view: ListView, list: NonNullable<ReturnType<Helm['list']>>) => ListView) => (helm: Helm) => {
	const list = helm.list();
	if (list?.canMark) {
		change(helm, visit => withList(visit, list.name, view => step(view, list)));
	}
};

const keysOf = ({length, keyAt}: NonNullable<ReturnType<Helm['list']>>) => Array.from({length}, (_, index) => keyAt(index));

/** Shows only the lines with a text, as it is written; esc shows all again. */
function filter(helm: Helm): void {
	const list = helm.list();
	if (list === undefined) {
		return;
	}

	const {name} = list;
	const show = (text: string) => {
		change(helm, visit => withList(visit, name, ({cursor: _, ...view}) => ({...view, filter: text})));
	};

	helm.write({
		label: '/',
		text: listViewOf(helm.scene().visit, name).filter,
		onChange: show,
		onEnter() {
			// What was found stays, until esc.
		},
		onEscape() {
			show('');
		},
		onChord(chord) {
			const step = {up: -1, down: 1}[chord];
			move(() => step ?? 0)(helm);
			return step !== undefined;
		},
	});
}

const filters: readonly Common[] = [
	{
		action: 'filter', chords: ['/'], group: 'VIEW', label: 'filter', help: 'filter the list', isValid: is => is.canFilter, run: filter,
	},
	{
		action: 'next-match', chords: ['n'], group: 'MOVE', help: 'next match', isValid: is => is.isFiltered && is.hasList, run: move(() => 1),
	},
	{
		action: 'previous-match', chords: ['N'], group: 'MOVE', help: 'previous match', isValid: is => is.isFiltered && is.hasList, run: move(() => -1),
	},
];

const selections: readonly Common[] = [
	{
		action: 'mark',
		chords: ['space'],
		group: 'SELECTION',
		help: 'mark, unmark',
		isValid: is => is.canMark && is.hasCursor,
		run(helm) {
			mark((view, list) => list.selected === undefined ? view : {...view, marks: toggled(view.marks, list.keyAt(list.selected)), anchor: list.keyAt(list.selected)})(helm);
			move(() => 1)(helm);
		},
	},
	{
		action: 'mark-range',
		chords: ['v'],
		group: 'SELECTION',
		help: 'mark up to here',
		isValid: is => is.canMark && is.hasCursor,
		run: mark((view, list) => list.selected === undefined ? view : {...view, marks: new Set([...view.marks, ...rangeOf(list, view.anchor)])}),
	},
	{
		action: 'mark-all', chords: ['*'], group: 'SELECTION', help: 'mark all, none', isValid: is => is.canMark, run: mark((view, list) => ({...view, marks: view.marks.size >= list.length ? new Set() : new Set(keysOf(list))})),
	},
	{
		action: 'copy-path', chords: ['y'], group: 'SELECTION', help: 'copy the path', isValid: is => is.hasPath, run(helm) {
			const list = helm.list();
			const path = list?.selected === undefined ? undefined : list.pathAt(list.selected);
			if (path === undefined) {
				return;
			}

			helm.copy(path);
			helm.say(`Copied ${path}`);
		},
	},
];

/** One thing at a time: the marks, the filter, the line, the zoom, the screen. The root stays. */
function goBack(helm: Helm): void {
	const {visit} = helm.scene();
	const list = listViewOf(visit, visit.focus);
	if (list.marks.size > 0 || list.filter !== '') {
		change(helm, current => withList(current, current.focus, view => view.marks.size > 0 ? {...view, marks: new Set()} : {...view, filter: ''}));
	} else if (visit.zoomed !== undefined) {
		unzoom(helm);
	} else if (helm.scene().view.stack.length > 1) {
		helm.back();
	} else {
		change(helm, current => withCursor(current, current.focus, undefined));
	}
}

const program: readonly Common[] = [
	{
		action: 'help', chords: ['?'], group: 'APP', label: 'help', help: 'this help', isValid: always, run(helm) {
			if (helm.scene().visit.screen === 'help') {
				helm.back();
			} else {
				helm.open('help', undefined);
			}
		},
	},
	{
		action: 'palette', chords: [':'], shown: ':', group: 'APP', label: 'cmd', help: 'find any action', isValid: always, run(helm) {
			if (helm.scene().visit.screen !== 'palette') {
				helm.open('palette', undefined);
			}
		},
	},
	{
		action: 'retry', chords: ['r'], group: 'APP', label: 'retry panel', help: 'draw a crashed panel again', isValid: is => is.hasCrashed, run(helm) {
			helm.update(view => ({...view, crashed: [], attempt: view.attempt + 1}));
		},
	},
	{
		action: 'back', chords: ['esc'], group: 'APP', help: 'one step back', isValid: is => !is.isRoot || is.hasCursor || is.hasMarks || is.isFiltered || is.isZoomed, run: goBack,
	},
	{
		action: 'redraw', chords: ['ctrl-l'], group: 'APP', help: 'draw the screen anew', isValid: always, run(helm) {
			helm.program.redraw();
		},
	},
	{
		action: 'suspend', chords: ['ctrl-z'], group: 'APP', help: 'suspend; fg brings it back', isValid: always, run(helm) {
			helm.program.suspend();
		},
	},
	{
		action: 'mouse', chords: [], group: 'APP', help: 'mouse on or off', isValid: always, run(helm) {
			helm.say(helm.program.toggleMouse() ? 'The mouse is on: the wheel scrolls, a click selects, shift-drag selects text.' : 'The mouse is off.');
		},
	},
	{
		action: 'leave-screen', chords: ['q'], shown: 'q', group: 'APP', label: 'back', help: 'back', isValid: is => !is.isRoot, run(helm) {
			helm.back();
		},
	},
	{
		action: 'quit', chords: ['q'], group: 'APP', label: 'quit', help: 'quit, finishing what is written', isValid: is => is.isRoot && !is.isClosing, run(helm) {
			helm.program.quit();
		},
	},
	{
		action: 'leave', chords: ['ctrl-c'], group: 'APP', help: 'leave now', isValid: always, run(helm) {
			helm.program.leave();
		},
	},
];

/** The keys of every screen. */
export const commonKeys: readonly Common[] = [...program, ...[...moves, ...filters, ...zooms, ...selections].map(binding => ({...binding, isForLists: true as const}))];
