import {spawnSync} from 'node:child_process';
import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmdirSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir, uptime} from 'node:os';
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

/** A disk of so many KiB of its own, mounted on a folder; undefined where mounting is not allowed. To be unmounted by `unmount`. */
export function mountDisk(folder: string, kibibytes: number): string | undefined {
	mkdirSync(folder, {recursive: true});
	return isDone('mount', '-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'none', folder) ? folder : undefined;
}

export const remount = (folder: string, options: string): boolean => isDone('mount', '-o', `remount,${options}`, folder);

export const unmount = (folder: string): boolean => isDone('umount', '-l', folder);

/** Whether disks can be mounted here: root may. */
export function canMount(): boolean {
	const folder = mkdtempSync(join(tmpdir(), 'fsync-tui-mount-'));
	try {
		return mountDisk(folder, 64) !== undefined && unmount(folder);
	} finally {
		rmdirSync(folder);
	}
}

/** A shell's limits, such as `-n 64` for open files. */
export const limited = (...limits: readonly string[]): readonly string[] => ['sh', '-c', `ulimit ${limits.join(' ')} && exec "$0" "$@"`];

/** A system call that fails: at its first, second … time; undefined where strace is not there or not allowed. */
export const failing = (call: string, code: string, when: string): readonly string[] | undefined =>
	wrapper('strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:error=${code}:when=${when}`);

function isDone(file: string, ...parameters: readonly string[]): boolean {
	return spawnSync(file, parameters, {stdio: 'ignore'}).status === 0;
}
