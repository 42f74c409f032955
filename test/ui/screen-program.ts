/* A program for tests on a real pseudo-terminal: shows a session over a fake engine until somebody leaves. */
import {mountCockpit} from '../../source/ui/mount.js';
import {FakeCockpit, FakeSession} from './fakes.js';
import {sessions} from './states.js';

class Session extends FakeSession {
	override rescan(): void {
		setImmediate(() => {
			throw new Error('a bug on purpose');
		});
	}

	override syncNow(): void {
		process.exit(3);
	}
}

const screen = mountCockpit(new FakeCockpit(new Session({...sessions.inSync, folder: `/home/ana/pid-${process.pid}`})), {
	clock: {
		monotonicMilliseconds: () => performance.now(),
		wallMilliseconds: () => Date.now(),
		after(milliseconds, callback) {
			const timer = setTimeout(callback, milliseconds);
			return () => {
				clearTimeout(timer);
			};
		},
	},
	onQuit(reason) {
		screen.unmount();
		console.log(`left: ${reason}`);
	},
});
