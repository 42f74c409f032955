// The figures of the screens (docs/measurements.md): `npm run bench:ui [-- small] [starts frames quiet keys heap]`, in a fresh folder below MEASURE_FOLDER or the temporary one.
import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {makeSmallFiles} from './trees.js';
import {
	filterTime,
	frameTime,
	heapOver,
	rowBytes,
} from './ui-memory.js';
import {
	firstFrame,
	idle,
	keysUnderLoad,
	makeBigFile,
} from './ui-terminal.js';

const isSmall = process.argv.includes('small');
const amounts = isSmall
	? {
		pending: 10_000, updates: 3000, seconds: 10, files: 5000, bytes: 100e6,
	}
	: {
		pending: 100_000, updates: 72_000, seconds: 60, files: 100_000, bytes: 1e9,
	};
const at = mkdtempSync(path.join(process.env.MEASURE_FOLDER ?? tmpdir(), 'fsync-tui-bench-ui-'));
const place = {at, home: path.join(at, 'home')};

const tell = (figure, goal, text) => {
	console.log(`${figure.padEnd(58)} ${text}${goal === '' ? '' : `   (goal: ${goal})`}`);
};

const milliseconds = value => `${value.toFixed(1)} ms`;

async function starts() {
	const first = await firstFrame(place, 5);
	tell('first frame after the start', '400 ms', `p50 ${milliseconds(first.p50)}, most ${milliseconds(first.most)}, processor ${milliseconds(first.work)}`);
}

async function frames() {
	const frame = await frameTime(amounts.pending, 200);
	tell(`frame at 140x40 with ${amounts.pending} pending`, '16 ms', `p50 ${milliseconds(frame.p50)}, p95 ${milliseconds(frame.p95)}, processor ${milliseconds(frame.work)}`);
	const filter = await filterTime(amounts.pending);
	tell(`letter of a filter to a frame, ${amounts.pending} entries`, '50 ms', `p50 ${milliseconds(filter.p50)}, most ${milliseconds(filter.most)}`);
	const row = await rowBytes(100);
	tell('bytes of a frame with one changing row', '1000', `p50 ${row.p50}, most ${row.most}`);
}

async function quiet() {
	const still = await idle(place, amounts.seconds);
	tell(`${amounts.seconds} s in which nothing happens`, '0 bytes, 0.5 %', `${still.bytes} bytes, ${(still.share * 100).toFixed(2)} % of a core`);
}

async function keys() {
	const folder = path.join(at, 'large');
	mkdirSync(folder);
	makeSmallFiles(folder, amounts.files);
	makeBigFile(path.join(folder, 'big.bin'), amounts.bytes);
	for (const [phase, {count, p50, p95, most}] of Object.entries(await keysUnderLoad(place, folder))) {
		if (count > 0) {
			tell(`key to changed screen while ${phase}, ${count} keys`, '50 ms', `p50 ${milliseconds(p50)}, p95 ${milliseconds(p95)}, most ${milliseconds(most)}`);
		}
	}
}

async function heap() {
	const marks = await heapOver(amounts.updates);
	tell(`heap after a tenth, half and all of ${amounts.updates} updates`, 'flat', `${marks.tenth.toFixed(1)}, ${marks.half.toFixed(1)}, ${marks.all.toFixed(1)} MB; ${marks.measures} performance entries`);
}

const parts = {
	starts, frames, quiet, keys, heap,
};
const wanted = Object.keys(parts).filter(name => process.argv.includes(name));

try {
	mkdirSync(path.join(at, 'small'));
	writeFileSync(path.join(at, 'small', 'file'), 'content');
	for (const name of wanted.length === 0 ? Object.keys(parts) : wanted) {
		await parts[name]();
	}
} finally {
	rmSync(at, {recursive: true, force: true});
}

process.exit();
