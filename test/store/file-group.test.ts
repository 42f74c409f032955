import test from 'ava';
import {FileGroup, publishTogether, sweepTemporaries} from '../../source/store/file-group.js';
import {SimulatedDisk} from './simulated-disk.js';

const bytes = Buffer.from('content');

async function emptyDisk(): Promise<SimulatedDisk> {
	const disk = new SimulatedDisk();
	await disk.makeFolder('/state');
	return disk;
}

test('files of a group appear together and not before they are published', async t => {
	const disk = await emptyDisk();
	const group = new FileGroup(disk);
	await Promise.all(['a', 'b', 'c'].map(async name => group.stage(`/state/${name}`, bytes)));
	t.true(disk.list('/state').every(name => name.startsWith('.tmp-')));
	await group.publish();
	t.deepEqual(disk.list('/state').toSorted(), ['a', 'b', 'c']);
	t.deepEqual(disk.reboot('everything').list('/state').toSorted(), ['a', 'b', 'c']);
});

test('a group whose work fails leaves nothing behind', async t => {
	const disk = await emptyDisk();
	await t.throwsAsync(publishTogether(disk, async group => {
		await group.stage('/state/a', bytes);
		throw new Error('no more');
	}), {message: 'no more'});
	t.deepEqual(disk.list('/state'), []);
});

test('F49: temporary files that a crash left are swept when they are old, and no others', async t => {
	const disk = await emptyDisk();
	disk.put('/state/.tmp-old', bytes);
	disk.put('/state/kept', bytes);
	const {modifiedMilliseconds} = disk.stat('/state/.tmp-old')!;
	sweepTemporaries(disk, '/state', modifiedMilliseconds + 1000);
	t.deepEqual(disk.list('/state'), ['.tmp-old', 'kept']);
	sweepTemporaries(disk, '/state', modifiedMilliseconds + 3_600_001);
	t.deepEqual(disk.list('/state'), ['kept']);
});
