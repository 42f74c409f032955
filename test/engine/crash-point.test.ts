import test from 'ava';
import {withCrashPoint} from '../../source/engine/crash-point.js';

type Port = {readonly name: string; write(text: string): string; rename(): string; read(): string};

function portOf(setting: string | undefined) {
	const ends: string[] = [];
	const done: string[] = [];
	const port: Port = {
		name: 'it',
		write(text) {
			done.push(text);
			return this.name;
		},
		rename: () => 'renamed',
		read: () => 'read',
	};
	const watched = withCrashPoint('disk', port, ['write', 'rename'], {
		setting,
		end() {
			ends.push(done.join(' '));
		},
	});
	return {watched, port, ends};
}

test('without the variable, or for another port, a port is what it was', t => {
	for (const setting of [undefined, '', 'store:1', 'disk', 'disk:0', 'disk:x:y', 'disk:-1']) {
		const {watched, port} = portOf(setting);
		t.is(watched, port);
	}
});

test('F01: a process ends before the n-th call that changes something', t => {
	const {watched, ends} = portOf('disk:3');
	t.is(watched.write('a'), 'it');
	watched.read();
	watched.rename();
	t.deepEqual(ends, []);
	watched.write('b');
	t.deepEqual(ends, ['a']);
	watched.write('c');
	t.deepEqual(ends, ['a']);
	t.is(watched.name, 'it');
});

test('F01: a process ends before the n-th call of one kind', t => {
	const {watched, ends} = portOf('disk:rename:2');
	watched.rename();
	watched.write('a');
	t.deepEqual(ends, []);
	watched.rename();
	t.deepEqual(ends, ['a']);
});
