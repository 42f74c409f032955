import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {uptime} from 'node:os';
import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';

/** Commands that give a program another machine than ours: undefined where this one does not allow it. */
function wrapper(...command: readonly string[]): readonly string[] | undefined {
	const [file, ...parameters] = command;
	return spawnSync(file!, [...parameters, 'true'], {stdio: 'ignore'}).status === 0 ? command : undefined;
}

/** Resolves on the next whole second of the machine's uptime, with that. */
export async function nextSecond(): Promise<number> {
	const second = Math.ceil(uptime());
	while (uptime() < second) {
		await setTimeout(20);
	}

	return second;
}

/** A machine that was started so many seconds after this one. */
export const freshlyStarted = (seconds: number): readonly string[] | undefined => wrapper('unshare', '-UrT', '--boottime', String(-seconds));

/** Rights like those of anybody: root may read and write everything, and this is what the tests often run as. */
export function asNobody(): readonly string[] | undefined {
	return process.getuid!() === 0 ? wrapper('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups') : ['env'];
}

/** The lock in this folder looks as if another run of the machine had left it: what a power cut leaves. */
export function pretendPowerCut(folder: string): void {
	const lock = join(folder, '.fsync-tui/lock');
	const owner = JSON.parse(readFileSync(lock, 'utf8')) as Record<string, unknown>;
	writeFileSync(lock, JSON.stringify({...owner, boot: 'an earlier run'}));
}
