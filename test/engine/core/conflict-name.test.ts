import test from 'ava';
import fc from 'fast-check';
import {conflictName, versionMark} from '../../../source/engine/core/conflict-name.js';
import {pathFault, pathLimits} from '../../../source/engine/core/path.js';
import {digestOf, node} from './sketch.js';
import {holds} from './holds.js';

const rows: Array<{title: string; name: string; device?: string; attempt?: number; result: string}> = [
	{title: 'the mark goes before the extension', name: 'report.txt', result: 'report.conflict-laptop-0123abcd.txt'},
	{title: 'only the last extension counts', name: 'a.tar.gz', result: 'a.tar.conflict-laptop-0123abcd.gz'},
	{title: 'a name without extension', name: 'Makefile', result: 'Makefile.conflict-laptop-0123abcd'},
	{title: 'a leading dot starts no extension', name: '.profile', result: '.profile.conflict-laptop-0123abcd'},
	{title: 'a long extension is none', name: `a.${'b'.repeat(30)}`, result: `a.${'b'.repeat(30)}.conflict-laptop-0123abcd`},
	{
		title: 'a further attempt is numbered', name: 'a.txt', attempt: 2, result: 'a.conflict-laptop-0123abcd-2.txt',
	},
	{title: 'a conflict of a conflict is named after the original', name: 'a.conflict-other-device-89abcdef-3.txt', result: 'a.conflict-laptop-0123abcd.txt'},
	{title: 'a conflict of a conflict without extension', name: 'a.conflict-x-89abcdef', result: 'a.conflict-laptop-0123abcd'},
	{title: 'a name that only looks like one is kept', name: 'a.conflict-of-interest.txt', result: 'a.conflict-of-interest.conflict-laptop-0123abcd.txt'},
	{
		title: 'a device name with slashes, dots and spaces', name: 'a', device: '../Ann\'s Mac/1.2', result: 'a.conflict-Ann-s-Mac-1-2-0123abcd',
	},
	{
		title: 'a device name in another script', name: 'a', device: 'büro 東京', result: 'a.conflict-büro-東京-0123abcd',
	},
	{
		title: 'a device without a usable name', name: 'a', device: '///', result: 'a.conflict-device-0123abcd',
	},
];

for (const {title, name, device = 'laptop', attempt = 1, result} of rows) {
	test(title, t => {
		t.is(conflictName({
			name, device, mark: '0123abcd', attempt,
		}), result);
	});
}

test('every conflict name is a name, within the limit, and is stable', t => {
	const arbitraryName = fc.string({unit: 'grapheme', minLength: 1, maxLength: 255}).filter(name => pathFault(name) === undefined && !name.includes('/'));
	holds(t, fc.property(arbitraryName, fc.string({unit: 'grapheme', maxLength: 80}), (name, device) => {
		const once = conflictName({
			name, device, mark: '0123abcd', attempt: 1,
		});
		const twice = conflictName({
			name: once, device, mark: '0123abcd', attempt: 1,
		});
		return pathFault(once) === undefined && !once.includes('/') && Buffer.byteLength(once) <= pathLimits.componentBytes && (twice === once || Buffer.byteLength(name) > 150);
	}), {seed: 7, numRuns: 1000});
});

test('the mark is the same wherever the same content lies; a folder is known by where it came from', t => {
	t.is(versionMark(node('x'), 'a'), digestOf('x').slice(0, 8));
	t.is(versionMark(node('x'), 'b'), versionMark(node('x'), 'a'));
	t.is(versionMark(node('->x'), 'a'), digestOf('x').slice(0, 8));
	t.not(versionMark(node('/'), 'a'), versionMark(node('/'), 'b'));
});
