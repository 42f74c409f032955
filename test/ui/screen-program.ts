/* A program for tests on a real pseudo-terminal: shows sessions over a fake engine until somebody leaves; with `keys`, two that tell what they are asked for. */
import {mountCockpit} from '../../source/ui/mount.js';
import {FakeCockpit, FakeSession} from './fakes.js';
import {sessions} from './states.js';

/** Has a bug and an end on two of its keys. */
class TrickySession extends FakeSession {
	override rescan(): void {
		setImmediate(() => {
			throw new Error('a bug on purpose');
		});
	}

	override syncNow(): void {
		process.exit(3);
	}
}

/** Tells in its log what it is asked for. */
class TellingSession extends FakeSession {
	constructor(...parts: ConstructorParameters<typeof FakeSession>) {
		super(...parts);
		const push = this.calls.push.bind(this.calls);
		this.calls.push = (...calls) => {
			const {log} = this.state();
			this.patch({
				log: [...log, {
					...sessions.inSync.log[0]!, id: log.length + 100, path: 'asked', message: calls.join(' '),
				}],
			});
			return push(...calls);
		};
	}
}

const folder = `/home/ana/pid-${process.pid}`;
const shown = process.argv[2] === 'keys'
	? [new TellingSession({...sessions.live, folder, log: []}), new TellingSession({...sessions.inSync, id: 'notes', folder: '/home/ana/notes'})]
	: [new TrickySession({...sessions.inSync, folder})];

const screen = mountCockpit(new FakeCockpit(...shown), {
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
