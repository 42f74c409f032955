import test from 'ava';
import {CancelledContents} from '../../../source/engine/session/cancelled-contents.js';
import {ManualClock} from '../transfer/manual-clock.js';

test('a content whose transfer is cancelled does not travel for five minutes, or until somebody wants everything to', t => {
	const clock = new ManualClock();
	const cancelled = new CancelledContents(clock);
	cancelled.add('a');
	clock.advance(299_999);
	t.deepEqual(['a', 'b'].map(digest => cancelled.has(digest)), [true, false]);
	clock.advance(1);
	t.false(cancelled.has('a'));
	cancelled.add('a');
	cancelled.clear();
	t.false(cancelled.has('a'));
});
