/** The face of the screens: all that the command line may know of them. */
export {
	mountCockpit, mountDryRun, mountServerScreen, type MountedScreen, type QuitReason, type ScreenOptions,
} from './mount.js';
export type {CockpitControl, CockpitSession} from './state/world.js';
