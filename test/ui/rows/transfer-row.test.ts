import test from 'ava';
import {
	chunkFiguresRow,
	chunkMapRow,
	legendRow,
	planTransfers,
	transferRow,
} from '../../../source/ui/rows/transfer-row.js';
import {transfer} from '../states.js';
import {asciiLook, textOf, unicodeLook} from '../look.js';
import {chunkState, type Transfer} from '../../../source/ui/contract.js';

const place = {width: 76, look: unicodeLook, isSelected: false};
const small = (id: number) => transfer({id, path: `small-${id}`, chunks: new Uint8Array(1)});
const big = (id: number) => transfer({id, path: `big-${id}`});

test('a transfer shows direction, path, size, percent, rate, time left and what was reused', t => {
	t.is(textOf(transferRow(big(1), 3000, place)), '  ↑ big-1                    1.9 GB  61%   3.0 MB/s  eta  4m06s  reused  92%');
	t.is(textOf(transferRow(transfer({
		id: 1, path: 'x', direction: 'down', reusedBytes: 0,
	}), 3000, place)), '  ↓ x                        1.9 GB   4%   3.0 MB/s  eta 10m06s  all is sent');
});

test('how long it takes is shown from three seconds on, for less is a guess', t => {
	t.false(textOf(transferRow(big(1), 2999, place)).includes('eta'));
	t.true(textOf(transferRow(big(1), 3000, place)).includes('eta'));
	t.false(textOf(transferRow(transfer({id: 1, path: 'x', bytesPerSecond: 0}), 9000, place)).includes('eta'));
});

test('the map shows chunks by provenance, and bytes when there are no chunks', t => {
	const chunks = Uint8Array.from([3, 3, 2, 1, 0, 4]);
	t.is(textOf(chunkMapRow(transfer({id: 1, path: 'x', chunks}), {width: 6, look: unicodeLook})), '▓▓█▒░╳');
	t.is(textOf(chunkMapRow(transfer({id: 1, path: 'x', chunks}), {width: 6, look: asciiLook})), '==#>.!');
	const bytes = transfer({
		id: 1, path: 'x', chunks: new Uint8Array(), size: 100, reusedBytes: 50, sentBytes: 25,
	});
	t.is(textOf(chunkMapRow(bytes, {width: 8, look: unicodeLook})), '▓▓▓▓██░░');
});

test('figures name each provenance with its chunks and bytes', t => {
	const chunks = Uint8Array.from([3, 3, 5, 2, 1, 0, 4]);
	t.regex(textOf(chunkFiguresRow(transfer({id: 1, path: 'x', chunks}), {width: 94, look: unicodeLook})), /2 reused \(1\.0 GB\) +1 from others \(40\.0 MB\) +1 sent \(82\.0 MB\) +1 failed +1 to come/v);
});

test('the legend names every sign', t => {
	t.is(textOf(legendRow([], 84, unicodeLook)).trimEnd(), 'legend  ▓ reused  ▚ delta  ▞ from others  █ sent  ▒ in flight  ░ pending  ╳ failed');
});

test('where there is little room the legend names the signs that are there', t => {
	const chunks = Uint8Array.from([chunkState.patched, chunkState.sent, chunkState.pending]);
	t.is(textOf(legendRow([transfer({id: 1, path: 'x', chunks})], 60, unicodeLook)).trimEnd(), '▚ delta  █ sent  ░ pending');
});

const plans: ReadonlyArray<readonly [name: string, transfers: Transfer[], rows: number, hasFigures: boolean, details: string[], hasLegend: boolean]> = [
	['one big file gets map, figures and legend', [big(1)], 4, true, ['figures'], true],
	['without room for figures the map stays', [big(1)], 2, true, ['map'], false],
	['the first ones get the maps', [big(1), big(2), big(3)], 5, false, ['map', 'map', 'line'], false],
	['small files need no map', [small(1), big(2), small(3)], 6, false, ['line', 'map', 'line'], true],
	['more transfers than rows are lines', [big(1), big(2), big(3)], 3, true, ['line', 'line', 'line'], false],
	['nothing needs no legend', [], 4, true, [], false],
];

for (const [name, transfers, rows, hasFigures, details, hasLegend] of plans) {
	test(`when transfers share a panel, ${name}`, t => {
		t.deepEqual(planTransfers(transfers, rows, hasFigures), {details: details as never, hasLegend});
	});
}
