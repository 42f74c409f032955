import test from 'ava';
import {watchFolders} from '../../source/store/folder-watch.js';
import {SimulatedDisk} from './simulated-disk.js';

test('changes are found by looking when the system tells nothing', async t => {
	t.timeout(20_000);
	// A folder that only the simulated disk has: no watcher can be set on it.
	const disk = new SimulatedDisk();
	await disk.makeFolder('/only/simulated');
	const isTold = new Promise<void>(resolve => {
		const stop = watchFolders({
			disk,
			folders: ['/only/simulated'],
			pollMilliseconds: 5,
			onChange() {
				stop();
				resolve();
			},
		});
	});
	disk.put('/only/simulated/file', Buffer.from('x'));
	await t.notThrowsAsync(isTold);
});

test('a folder that cannot be looked at counts as a change, and ends nothing', async t => {
	t.timeout(20_000);
	const disk = new SimulatedDisk();
	const isTold = new Promise<void>(resolve => {
		const stop = watchFolders({
			disk,
			folders: ['/only/simulated'],
			pollMilliseconds: 5,
			onChange() {
				stop();
				resolve();
			},
		});
	});
	disk.list = () => {
		throw new Error('EIO');
	};

	await t.notThrowsAsync(isTold);
});
