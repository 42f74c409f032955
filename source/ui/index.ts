/** The face of the screens: all that the command line may know of them. */
export {
	mountServerScreen, mountSessionScreen, type MountedScreen, type QuitReason, type ScreenOptions,
} from './mount.js';
