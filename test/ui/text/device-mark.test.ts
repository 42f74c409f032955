import test from 'ava';
import {deviceMark} from '../../../source/ui/text/device-mark.js';

test('a device is shown by the start of its id in groups, which people can compare', t => {
	t.is(deviceMark('76fe0def83e9aa7d'.repeat(4)), '76fe-0def-83e9-aa7d');
	t.is(deviceMark('7F2A-91CC-0B5D-44E1'), '7F2A-91CC-0B5D-44E1');
});
