import {spawn} from 'node:child_process';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {addFigures, type Figures} from './figures.js';

export type Range = {readonly first: number; readonly count: number};

/** Equal parts, one after the other; the first ones have one seed more where they cannot be equal. */
export function shareRange({first, count}: Range, workers: number): Range[] {
	const ranges: Range[] = [];
	let next = first;
	for (let left = workers; left > 0; left--) {
		const size = Math.ceil((count - (next - first)) / left);
		ranges.push({first: next, count: size});
		next += size;
	}

	return ranges.filter(range => range.count > 0);
}

/** Does a range of runs in processes of their own, which say what they find as they find it, and adds up what all came to. `options`: further arguments of theirs. */
export async function runInWorkers(range: Range, workers: number, options: readonly string[]): Promise<Figures> {
	const figures = await Promise.all(shareRange(range, workers).map(async part => runInWorker(part, options)));
	return figures.reduce((sum, each) => addFigures(sum, each));
}

async function runInWorker({first, count}: Range, options: readonly string[]): Promise<Figures> {
	const worker = spawn(process.execPath, [process.argv[1]!, '--seed', String(first), '--runs', String(count), '--figures', ...options], {stdio: ['ignore', 'pipe', 'inherit']});
	let last = '';
	for await (const line of createInterface({input: worker.stdout})) {
		if (last !== '') {
			console.log(last);
		}

		last = line;
	}

	if (!last.startsWith('{')) {
		throw new Error(`The worker that began at seed ${first} has ended without figures: ${last}`);
	}

	return JSON.parse(last) as Figures;
}
