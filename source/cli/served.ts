import * as z from 'zod';
import {StateFile} from '../store/durable-adapter.js';
import type {Home} from '../store/home.js';
import {nodeStoreDisk} from '../store/store-disk.js';

const share = z.object({name: z.string(), root: z.string(), isReadOnly: z.boolean()});
const schema = z.object({
	host: z.string(),
	port: z.int(),
	process: z.int(),
	shares: z.array(share),
});

/** What this machine's server serves, or served last: for the commands that run beside it. */
export type Served = z.infer<typeof schema>;

const fileOf = (home: Home) => new StateFile<Served>({
	place: {disk: nodeStoreDisk, folder: home.data, owner: 'server'},
	name: 'served',
	parse: value => schema.parse(value),
});

export async function loadServed(home: Home): Promise<Served | undefined> {
	return fileOf(home).read();
}

export async function saveServed(home: Home, served: Served): Promise<void> {
	await nodeStoreDisk.makeFolder(home.data);
	await fileOf(home).write(served);
}

/** Whether the process that wrote it is there still; a hint for people, nothing is decided by it. */
export function isRunning({process: id}: Pick<Served, 'process'>): boolean {
	try {
		return process.kill(id, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
