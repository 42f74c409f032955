import {useMemo} from 'react';
import {composeLine, type Line} from '../../line.js';
import type {Explanation} from '../../contract.js';
import {innerColumns, innerRows, type PanelBox} from '../../layout.js';
import {loading, type Loaded} from '../../state/loaded.js';
import {pageRows} from '../../parts/page-rows.js';
import {SessionPage} from '../../parts/session-page.js';
import {Panel} from '../../parts/panel.js';
import {Rows} from '../../parts/row.js';
import {sentenceLines} from '../../rows/sentence-lines.js';
import {useLocal, useShared, useView} from '../../state/screen.js';
import {homePath} from '../../text/home-path.js';
import {whyLines} from '../../rows/why-lines.js';
import type {Screen} from '../../screen.js';
import type {ScreenParameters} from '../names.js';
import type {SessionCondition} from '../../keys/session.js';
import type {SessionWorld} from '../../state/world.js';
import {
	look,
	neighbourOf,
	whyKeys,
	type WhyFact,
	type WhyLocal,
} from './why-keys.js';

/** Why a path is in the state that it is in, step by step. */
export const why: Screen<SessionWorld, WhyLocal, WhyFact, SessionCondition> = {
	name: 'why',
	title: 'why',
	content: <Why/>,
	local: (asked: ScreenParameters['why']) => ({...asked, answer: loading, counted: loading}),
	panels: [],
	focus: '',
	hasPanel: () => false,
	list: () => undefined,
	conditions: ({local}) => ({hasNext: neighbourOf(local, 1) !== undefined, hasPrevious: neighbourOf(local, -1) !== undefined}),
	onOpen: look,
	keys: whyKeys,
	entrances: [
		{
			action: 'why-path', chords: [], group: 'SELECTION', help: 'why, for a path', isValid: is => !is.isClosing, run(helm) {
				helm.write({
					label: 'Path in the folder:',
					onEnter(text) {
						const path = text.trim().replaceAll(/^\.?\/+|\/+$/gv, '');
						if (path !== '') {
							helm.open('why', {path});
						}
					},
				});
			},
		},
		{
			action: 'why', chords: ['w'], group: 'SELECTION', label: 'why', help: 'why this state?', isValid: is => is.hasPath, run(helm) {
				const list = helm.list();
				const index = list?.selected;
				const path = index === undefined ? undefined : list?.pathAt(index);
				if (!list || index === undefined || path === undefined) {
					return;
				}

				const {length, pathAt} = list;
				helm.open('why', {path, among: {index, length, pathAt}});
			},
		},
	],
};

function Why() {
	const {look: drawn, home} = useShared();
	const size = useView(view => view.size);
	const path = useLocal((local: WhyLocal) => local.path);
	const answer = useLocal((local: WhyLocal) => local.answer);
	const box: PanelBox = {name: 'why', width: size.columns, height: pageRows(size)};
	const place = {width: innerColumns(box), rows: innerRows(box), look: drawn};
	// The place is made anew each time; what it is made of says whether it is another one.
	// eslint-disable-next-line react-hooks/exhaustive-deps
	const lines = useMemo(() => answerLines(answer, place, home), [answer, place.width, place.rows, drawn, home]);
	return (
		<SessionPage>
			<Panel box={box} title={`Why?  ${path === '' ? '.' : path}`} summary='esc back'>
				<Rows lines={lines}/>
			</Panel>
		</SessionPage>
	);
}

type Place = Parameters<typeof whyLines>[1];

/** The folder as the user knows it. */
const atHome = (explanation: Explanation, home: string): Explanation => ({
	...explanation, trail: explanation.trail.map(step => step.name === 'inside root' ? {...step, detail: homePath(step.detail, home)} : step),
});

function answerLines(answer: Loaded<Explanation>, place: Place, home: string): readonly Line[] {
	switch (answer.status) {
		case 'loading': {
			return [composeLine([{text: `Looking at it${place.look.glyphs.ellipsis}`, tone: 'muted'}], place.width, place.look)];
		}

		case 'failed': {
			return sentenceLines([{text: answer.message, tone: 'bad'}], place);
		}

		case 'ready': {
			return whyLines(atHome(answer.value, home), place);
		}
	}
}
