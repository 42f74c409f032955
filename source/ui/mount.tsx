import {createController} from './controller.js';
import {createFrameStore, type Frame, type Source} from './state/frame-store.js';
import {createStore} from './state/store.js';
import {helpOverflow} from './parts/help.js';
import {initialView, type ViewState} from './state/view-state.js';
import {KeyListener} from './parts/key-listener.js';
import {nextSessionChange} from './state/countdown.js';
import {Redrawn, sizeOf, Stage} from './stage.js';
import {ScreenContext} from './state/screen.js';
import {ServerScreen} from './screens/server-screen.js';
import {serverKeyContext, serverListOf} from './state/server-model.js';
import {sessionKeyContext, sessionListOf} from './state/session-model.js';
import {SessionScreen} from './screens/session-screen.js';
import {settingsOf, type ScreenOptions, type ScreenSettings} from './options.js';
import type {Action, KeyContext} from './keys.js';
import type {PanelName} from './layout.js';
import type {ScreenList} from './state/lists.js';
import type {ServerControl, SessionControl} from './contract.js';

export type {QuitReason, ScreenOptions} from './options.js';

/** A screen that is up. */
export type MountedScreen = {
	/** Gives the terminal back. Again is harmless. */
	unmount(): void;
};

/** Shows a session until `unmount`. */
export function mountSessionScreen(control: SessionControl, options: ScreenOptions): MountedScreen {
	return mountScreen(control, settingsOf(options), {
		name: 'session',
		content: <SessionScreen/>,
		focus: 'pending',
		nextChange: nextSessionChange,
		keyContext: sessionKeyContext,
		listOf: sessionListOf,
		effects: {
			pause() {
				control.pause();
			},
			resume() {
				control.resume();
			},
			sync() {
				control.syncNow();
			},
			rescan() {
				control.rescan();
			},
			reconnect() {
				control.reconnect();
			},
			confirm() {
				control.answerHalt('accept');
			},
			'put-back'() {
				control.answerHalt('put-back');
			},
		},
	});
}

/** Shows a server until `unmount`. */
export function mountServerScreen(control: ServerControl, options: ScreenOptions): MountedScreen {
	const settings = settingsOf(options);
	return mountScreen(control, settings, {
		name: 'server',
		content: <ServerScreen/>,
		focus: 'clients',
		nextChange: () => undefined,
		keyContext: serverKeyContext,
		listOf: serverListOf,
		effects: {
			'copy-invite'() {
				copy(settings.stdout, control.state().invite?.line ?? '');
			},
		},
	});
}

/** Puts a text on the clipboard of the terminal's machine (OSC 52), where the terminal allows that. */
function copy(stdout: NodeJS.WriteStream, text: string): void {
	stdout.write(`\u{1B}]52;c;${Buffer.from(text).toString('base64')}\u{7}`);
}

/** What one kind of screen is made of. */
type Kind<State> = {
	readonly name: 'session' | 'server';
	readonly content: React.ReactNode;
	readonly focus: PanelName;
	readonly nextChange: (frame: Frame<State>) => number | undefined;
	readonly keyContext: (state: State, view: ViewState) => KeyContext;
	readonly listOf: (state: State, view: ViewState, name: PanelName) => ScreenList | undefined;
	readonly effects: Partial<Readonly<Record<Action, () => void>>>;
};

function mountScreen<State extends Record<string, unknown>>(source: Source<State>, settings: ScreenSettings, kind: Kind<State>): MountedScreen {
	const {clock, stdout, look, onQuit} = settings;
	const view = createStore(initialView(sizeOf(stdout), kind.focus));
	const frames = createFrameStore(source, {clock, nextChange: kind.nextChange, leastMilliseconds: 1000 / settings.maxFps});

	const unmount = () => {
		frames.stop();
		stage.close();
	};

	const controller = createController(view, {
		keyContext: () => kind.keyContext(frames.get().state, view.get()),
		list: name => kind.listOf(frames.get().state, view.get(), name),
		helpOverflow: () => helpOverflow(kind.name, view.get().size, look),
		effects: {
			...kind.effects,
			quit() {
				view.set({...view.get(), isClosing: true});
				onQuit('quit');
			},
			leave() {
				unmount();
				onQuit('interrupt');
			},
			redraw() {
				stage.redraw();
			},
			suspend() {
				stage.suspend();
			},
		},
	});

	const stage = new Stage({
		...settings,
		view,
		tree: (
			<ScreenContext value={{...settings, frames, view}}>
				<KeyListener onChord={controller.press}/>
				<Redrawn>{kind.content}</Redrawn>
			</ScreenContext>
		),
		onEnding(ending) {
			frames.stop();
			onQuit(ending);
		},
	});
	stage.open();
	return {unmount};
}
