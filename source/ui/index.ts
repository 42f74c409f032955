/** The face of the screens: all that the command line may know of them. */
export {
	mountCockpit, mountDryRun, mountServerScreen, mountSetup, type MountedScreen, type QuitReason, type ScreenOptions,
} from './mount.js';
export type {Ignoring, PatternLook} from './ignoring.js';
export type {
	Past, PastRow, PastText, PastTime, TreePreview,
} from './past.js';
export {readPreferences, type ReadPreferences} from './preferences/preferences.js';
export type {CockpitControl, CockpitSession} from './state/world.js';
export type {
	FolderLook, IgnoreChoice, IgnoreLook, PeerLook, SetupChoice, SetupControl,
} from './state/setup.js';
