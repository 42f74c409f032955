/*
Takes the pictures of the readme from the real program: npm run pictures [NAME…]. Nothing else is needed; what it starts runs on this machine
alone and is removed at the end.
*/
import {mkdirSync, writeFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {animated} from './animation.js';
import type {Grid} from './grid.js';
import {scenes, type Scene} from './scenes.js';
import {Studio, type Size} from './studio.js';
import {still} from './svg.js';

const folder = fileURLToPath(new URL('../../media/pictures/', import.meta.url));
const sizes: readonly Size[] = [{columns: 80, rows: 24}, {columns: 140, rows: 40}];
const frameMilliseconds = 400;
const frames = 45;

function save(name: string, svg: string): void {
	mkdirSync(folder, {recursive: true});
	writeFileSync(`${folder}${name}.svg`, svg);
	process.stdout.write(`${name}.svg  ${Math.ceil(svg.length / 1000)} kB\n`);
}

async function inStudio<Result>(work: (studio: Studio) => Promise<Result>): Promise<Result> {
	const studio = new Studio();
	try {
		return await work(studio);
	} finally {
		await studio.close();
	}
}

async function takeStill({name, title, take}: Scene): Promise<void> {
	for (const size of sizes) {
		save(`${name}-${size.columns}x${size.rows}`, still(await inStudio(async studio => take(studio, size)), title));
	}
}

/** The demo for a while: what somebody sees who runs `npm start`. */
async function takeDemo(): Promise<void> {
	const grids = await inStudio(async studio => {
		const shot = studio.shoot('laptop', sizes[0]!, '--demo');
		await shot.shows(/in sync/v);
		const taken: Grid[] = [];
		for (let frame = 0; frame < frames; frame++) {
			taken.push(await shot.settled());
			await pause(frameMilliseconds);
		}

		return taken;
	});
	save('demo', animated({grids, frameMilliseconds, title: 'fsync-tui: edits on both sides of a folder travel as they are made'}));
}

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
for (const scene of scenes) {
	if (isWanted(scene.name)) {
		await takeStill(scene);
	}
}

if (isWanted('demo')) {
	await takeDemo();
}
