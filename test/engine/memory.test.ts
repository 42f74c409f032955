import test from 'ava';
import {claim, release} from '../../source/engine/memory.js';

test('only memory that was claimed is given back, and as often as one likes', t => {
	const lent = new Uint8Array(100);
	release(lent);
	t.is(lent.length, 100);
	const own = claim(Buffer.allocUnsafeSlow(100));
	const view = own.subarray(10, 20);
	release(view);
	release(own);
	t.deepEqual([own.length, view.length], [0, 0]);
});

test('memory that threads share is never given back', t => {
	const shared = claim(new Uint8Array(new SharedArrayBuffer(8)));
	release(shared);
	t.is(shared.length, 8);
});

test('a part of a buffer is never claimed', t => {
	const whole = new Uint8Array(100);
	release(claim(whole.subarray(0, 50)));
	release(claim(Buffer.from('from the pool')));
	t.is(whole.length, 100);
});
