import {currentSession} from '../../state/cockpit-source.js';
import {formatBytes} from '../../text/bytes.js';
import {formatCounted} from '../../text/count.js';
import {FsyncError, type Explanation} from '../../contract.js';
import {topOf} from '../../state/view-state.js';
import type {Among} from '../names.js';
import type {Helm, KeyBinding} from '../../screen.js';
import type {Ignoring} from '../../ignoring.js';
import type {Loaded} from '../../state/loaded.js';
import type {SessionCondition} from '../../keys/session.js';
import type {SessionWorld} from '../../state/world.js';

export type WhyLocal = {
	readonly path: string;
	readonly answer: Loaded<Explanation>;
	/** The list that it was asked in; absent when it was not asked in one. */
	readonly among?: Among;
	/** Whether what a pattern would leave out has been counted. */
	readonly counted: Loaded<true>;
};

/** There is another path to go to. */
export type WhyFact = 'hasNext' | 'hasPrevious';

type WhyHelm = Helm<SessionWorld, WhyLocal>;

/** Asks why the path is in the state that it is in. */
export function look(helm: WhyHelm): void {
	const {view, local} = helm.scene();
	const session = currentSession(helm.control, view);
	helm.load('answer', async () => {
		if (!session) {
			throw new FsyncError('usage', 'There is no session to ask.');
		}

		return session.control.why(local.path);
	});
}

/** The next place of a list, up or down, that is about another path. */
export function neighbourOf({path, among}: WhyLocal, step: 1 | -1): number | undefined {
	if (!among) {
		return undefined;
	}

	let index = among.index + step;
	while (index >= 0 && index < among.length && [undefined, path].includes(among.pathAt(index))) {
		index += step;
	}

	return index >= 0 && index < among.length ? index : undefined;
}

const go = (step: 1 | -1) => (helm: WhyHelm): void => {
	const {local} = helm.scene();
	const index = neighbourOf(local, step);
	const path = index === undefined ? undefined : local.among?.pathAt(index);
	if (!local.among || index === undefined || path === undefined) {
		return;
	}

	helm.set({path, among: {...local.among, index}});
	look(helm);
};

function copy(helm: WhyHelm): void {
	const {answer} = helm.scene().local;
	if (answer.status !== 'ready') {
		helm.say('There is nothing to copy yet.');
		return;
	}

	helm.copy(JSON.stringify(answer.value));
	helm.say('Copied as JSON.');
}

/** The pattern that means this path and no other. */
const patternFor = (path: string): string => `/${path.replaceAll(/[*?\[\\\]]/gv, String.raw`\$&`).replace(/ $/v, String.raw`\ `)}`;

/** Asks for a pattern, says what it would leave out, and adds it to the folder's rules after a yes. */
function askToIgnore(helm: WhyHelm): void {
	const scene = helm.scene();
	const ignoring = currentSession(helm.control, scene.view)?.ignoring;
	if (ignoring === undefined) {
		helm.say('What is left out of this session cannot be changed here.');
		return;
	}

	helm.write({
		label: 'Leave out:',
		text: patternFor(scene.local.path),
		onEnter(text) {
			const pattern = text.trim();
			if (pattern !== '') {
				count(helm, ignoring, pattern);
			}
		},
	});
}

function count(helm: WhyHelm, ignoring: Ignoring, pattern: string): void {
	const own = topOf(helm.scene().view).id;
	helm.say('Counting what that leaves out.');
	helm.load('counted', async signal => {
		try {
			const {files, bytes} = await ignoring.look(pattern, signal);
			// Whoever has opened another screen meanwhile is not asked about something that cannot be seen any more.
			if (topOf(helm.scene().view).id === own) {
				const what = files === 0 ? 'nothing that is there now' : `${formatCounted(files, 'file')}, ${formatBytes(bytes)}, which stay on both sides`;
				helm.ask({
					text: `${pattern} leaves out ${what}. Add it to .fsyncignore?`,
					yes: 'add it',
					run() {
						void add(helm, ignoring, pattern);
					},
				});
			}
		} catch (error) {
			if (!signal.aborted) {
				helm.say(`It cannot be counted: ${sentenceOf(error)}`, 'bad');
			}
		}

		return true;
	});
}

async function add(helm: WhyHelm, ignoring: Ignoring, pattern: string): Promise<void> {
	try {
		await ignoring.add(pattern);
		helm.say(`Added ${pattern} to .fsyncignore.`, 'good');
		look(helm);
	} catch (error) {
		helm.say(`It cannot be added: ${sentenceOf(error)}`, 'bad');
	}
}

const sentenceOf = (error: unknown): string => error instanceof Error ? error.message : String(error);

export const whyKeys: ReadonlyArray<KeyBinding<SessionWorld, WhyLocal, WhyFact | SessionCondition>> = [
	{
		action: 'look-again', chords: ['r'], group: 'SCREEN', label: 'look again', help: 'look at it again', isValid: () => true, run: look,
	},
	{
		action: 'why-next', chords: ['j', 'down'], shown: 'j/k', group: 'SCREEN', label: 'next file', help: 'next path of the list', isValid: is => is.hasNext, run: go(1),
	},
	{
		action: 'why-previous', chords: ['k', 'up'], group: 'SCREEN', help: 'previous path of the list', isValid: is => is.hasPrevious, run: go(-1),
	},
	{
		action: 'ignore', chords: ['i'], group: 'SCREEN', label: 'ignore', help: 'leave it out (shows what that hides, asks)', isValid: is => !is.isClosing, run: askToIgnore,
	},
	{
		action: 'why-history', chords: ['h'], group: 'SCREEN', label: 'history', help: 'history of the path', isValid: () => true, run(helm) {
			helm.open('history', {path: helm.scene().local.path});
		},
	},
	{
		action: 'copy-why', chords: ['y'], group: 'SCREEN', label: 'copy as JSON', help: 'copy the answer as JSON', isValid: () => true, run: copy,
	},
];
