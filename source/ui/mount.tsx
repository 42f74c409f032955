import {App, type Kind} from './app.js';
import {
	cockpitKind,
	dryRunKind,
	serverKind,
	setupKind,
} from './screens/kinds.js';
import {createDispatcher} from './dispatcher.js';
import {openEditor} from './editor.js';
import {withoutMouse} from './keys/mouse.js';
import {KeyListener} from './parts/key-listener.js';
import {Redrawn, sizeOf, Stage} from './stage.js';
import {settingsOf, type ScreenOptions, type ScreenSettings} from './options.js';
import {
	SharedContext,
	useShared,
	useView,
	VisitContext,
} from './state/screen.js';
import {topOf} from './state/view-state.js';
import type {CockpitControl} from './state/world.js';
import type {Program} from './screen.js';
import type {ServerControl} from './contract.js';
import type {SetupControl} from './state/setup.js';

export type {QuitReason, ScreenOptions} from './options.js';

/** A screen that is up. */
export type MountedScreen = {
	/** Gives the terminal back. Again is harmless. */
	unmount(): void;
};

/** Shows the sessions of a cockpit until `unmount`. */
export const mountCockpit = (control: CockpitControl, options: ScreenOptions): MountedScreen => mount(cockpitKind(control), settingsOf(options));

/** Shows what a session would do until `unmount`. */
export const mountDryRun = (control: CockpitControl, options: ScreenOptions): MountedScreen => mount(dryRunKind(control), settingsOf(options));

/** Shows the wizard of a first run until `unmount`. */
export const mountSetup = (control: SetupControl, options: ScreenOptions): MountedScreen => mount(setupKind(control), settingsOf(options));

/** Shows a server until `unmount`. */
export const mountServerScreen = (control: ServerControl, options: ScreenOptions): MountedScreen => mount(serverKind(control), settingsOf(options));

function mount(kind: Kind, settings: ScreenSettings): MountedScreen {
	const {clock, look, stdout, title, home, environment, onCrash, onQuit} = settings;
	const unmount = () => {
		app.stop();
		stage.close();
	};

	const app: App = new App(kind, {
		...settings,
		size: sizeOf(stdout),
		remapping: settings.preferences.keys ?? {},
		signal: sequence => stdout.write(sequence),
		program: {
			quit() {
				app.close();
				onQuit('quit');
			},
			leave() {
				unmount();
				onQuit('interrupt');
			},
			...stageOf(() => stage, environment),
		},
	});

	const dispatcher = createDispatcher(app.view, app);
	const stage: Stage = new Stage({
		...settings,
		stdin: withoutMouse(settings.stdin, dispatcher.mouse),
		view: app.view,
		tree: (
			<SharedContext value={{
				app, look, clock, title, home, onCrash,
			}}
			>
				<KeyListener dispatcher={dispatcher}/>
				<Redrawn><Top/></Redrawn>
			</SharedContext>
		),
		onEnding(ending) {
			app.stop();
			onQuit(ending);
		},
	});
	warn(app, settings.warnings);
	stage.open();
	return {unmount};
}

/** What of the preferences could not be taken, in one line that goes with the first key. */
function warn(app: App, warnings: readonly string[]): void {
	const actions = app.actions();
	const unknown = Object.keys(app.remapping).filter(action => !actions.has(action)).map(action => `keys.${action} is no action`);
	const all = [...warnings, ...unknown];
	if (all.length > 0) {
		app.view.set({...app.view.get(), message: {text: `ui.json: ${all.join('; ')}.`, tone: 'warning'}});
	}
}

/** What keys do to the terminal. The stage is made after the app that it shows. */
const stageOf = (stage: () => Stage, environment: ScreenSettings['environment']): Pick<Program, 'redraw' | 'suspend' | 'lend' | 'edit' | 'toggleMouse'> => ({
	redraw() {
		stage().redraw();
	},
	suspend() {
		stage().suspend();
	},
	lend: async task => stage().lend(task),
	edit: async file => stage().lend(async () => openEditor(file, environment)),
	toggleMouse: () => stage().toggleMouse(),
});

/** The screen on top of the stack. */
function Top() {
	const {app} = useShared();
	const id = useView(view => topOf(view).id);
	const visit = topOf(app.view.get());
	return <VisitContext key={id} value={visit}>{app.screen(visit.screen).content}</VisitContext>;
}
