import type {HistoryRecord} from '../core/history.js';
import {
	emptyFolder,
	type Digest,
	type LeafNode,
	type TreeNode,
} from '../core/node.js';
import {pathFault, type Path} from '../core/path.js';
import type {FileSystem} from './file-system.js';
import {reservedPaths} from './reserved-folder.js';
import {readHorizon} from './trash-horizon.js';

/** A line of JSON in a day's index: a version, or a note about something of which no version is kept. */
export type TrashLine = {
	readonly kind: LeafNode['kind'] | 'folder' | 'moved' | 'created';
	/** Where a version's bytes lie below `.fsync-tui/trash/`: day and number. */
	readonly name?: string;
	/** Where it stood or stands now. */
	readonly path: Path;
	/** Where a moved node stood before. */
	readonly from?: Path;
	readonly change?: 'replaced' | 'deleted';
	readonly whenMilliseconds: number;
	readonly device: string;
	readonly reason: string;
	/** What was done earlier has a lower one, within one run. */
	readonly order?: number;
	readonly digest?: Digest;
	/** Bytes. */
	readonly size?: number;
	readonly modifiedMicroseconds?: number;
	readonly executable?: boolean;
	/** A symlink's text. */
	readonly target?: string;
};

/** A version that is in the trash. */
export type TrashEntry = TrashLine & {readonly kind: LeafNode['kind']; readonly name: string};

export const indexName = 'index.jsonl';
const dayPattern = /^\d{8}(?:-[\da-f]{8})?$/v;
const namePattern = /^\d{8}(?:-[\da-f]{8})?\/\d+$/v;

/** The path of a day's folder, or of a version by its name. */
export const trashPathOf = (name: string): Path => `${reservedPaths.trash}/${name}`;

/** Days are those of UTC, for nobody but the clean-up counts them. */
export function dayOf(milliseconds: number): string {
	return new Date(milliseconds).toISOString().slice(0, 10).replaceAll('-', '');
}

/** When a day's folder began to be written, by its name. */
export function startOf(day: string): number {
	return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00Z`);
}

/** The folders of days, oldest first; of one day that of the root's own process comes first. */
export function trashDays(files: FileSystem): string[] {
	return listOrNothing(files, reservedPaths.trash).filter(name => dayPattern.test(name)).toSorted();
}

/** What a day's index says, line by line, and which versions are there. */
export function readDay(files: FileSystem, day: string): {readonly lines: readonly TrashLine[]; readonly present: ReadonlySet<string>} {
	const names = listOrNothing(files, trashPathOf(day));
	const present = new Set(names.map(name => `${day}/${name}`));
	const lines = names.includes(indexName)
		? readText(files, `${trashPathOf(day)}/${indexName}`).split('\n').map(line => parseLine(line)).filter(line => line !== undefined)
		: [];
	return {lines: lines.filter(({name}) => name === undefined || name.startsWith(`${day}/`)), present};
}

/** All versions that are in the trash, oldest first. */
export function listTrash(files: FileSystem): TrashEntry[] {
	return byTime(trashDays(files).flatMap(day => {
		const {lines, present} = readDay(files, day);
		return lines.filter(line => isEntry(line) && present.has(line.name)) as TrashEntry[];
	}));
}

/**
All that the trash remembers, in order of time. Of a version that went long enough ago the record stays when its content has gone; a younger
one without a content is what a crash or a refusal has left, and never happened.
*/
export function readHistory(files: FileSystem): HistoryRecord[] {
	const {contentsMilliseconds} = readHorizon(files);
	const present = new Set<string>();
	const lines = byTime(trashDays(files).flatMap(day => {
		const read = readDay(files, day);
		for (const name of read.present) {
			present.add(name);
		}

		return read.lines;
	}));
	return lines.flatMap(line => {
		const isThere = line.name === undefined || present.has(line.name);
		return isThere || line.whenMilliseconds < contentsMilliseconds ? recordOf(line, isThere) : [];
	});
}

/** Where a version of this content lies in the trash. */
export function findTrashed(files: FileSystem, digest: Digest): Path | undefined {
	const entry = listTrash(files).findLast(entry => entry.digest === digest);
	return entry && trashPathOf(entry.name);
}

const byTime = <Line extends TrashLine>(lines: Line[]): Line[] => lines.toSorted((a, b) => a.whenMilliseconds === b.whenMilliseconds ? (a.order ?? 0) - (b.order ?? 0) : a.whenMilliseconds - b.whenMilliseconds);

export const isEntry = (line: TrashLine): line is TrashEntry => line.name !== undefined;

function recordOf(line: TrashLine, isThere: boolean): HistoryRecord {
	const {kind, path, whenMilliseconds, device, reason, change, name} = line;
	const deed = {
		path, whenMilliseconds, device, reason,
	};
	switch (kind) {
		case 'moved': {
			return {...deed, kind, from: line.from!};
		}

		case 'created': {
			return {...deed, kind};
		}

		default: {
			return {
				...deed, kind: 'left', node: nodeOf(line), ...(change !== undefined && {change}), ...(name !== undefined && isThere && {version: name}),
			};
		}
	}
}

function nodeOf({kind, digest, size, modifiedMicroseconds, executable, target}: TrashLine): TreeNode {
	if (kind === 'folder') {
		return emptyFolder;
	}

	return kind === 'symlink'
		? {kind, target: target!}
		: {
			kind: 'file', digest: digest!, size: size!, modifiedMicroseconds: modifiedMicroseconds!, executable: executable!,
		};
}

function listOrNothing(files: FileSystem, path: Path): string[] {
	return files.find(path)?.kind === 'folder' ? files.list(path).flatMap(({name}) => name === undefined ? [] : [name]) : [];
}

function readText(files: FileSystem, path: Path): string {
	const handle = files.openRead(path);
	try {
		const bytes = Buffer.alloc(files.statOpen(handle).size);
		return bytes.toString('utf8', 0, files.read(handle, bytes, 0));
	} finally {
		files.close(handle);
	}
}

/** A line that a crash cut off, or that somebody has written into, counts for nothing. */
function parseLine(text: string): TrashLine | undefined {
	if (text === '') {
		return undefined;
	}

	try {
		const line = JSON.parse(text) as Partial<TrashLine> | undefined;
		return isLine(line) ? line : undefined;
	} catch {
		return undefined;
	}
}

const isPath = (path: unknown): path is Path => typeof path === 'string' && pathFault(path) === undefined;

function isLine(line: Partial<TrashLine> | undefined): line is TrashLine {
	return isPath(line?.path) && Number.isFinite(line.whenMilliseconds) && typeof line.device === 'string' && typeof line.reason === 'string'
		&& [undefined, 'replaced', 'deleted'].includes(line.change) && ['undefined', 'number'].includes(typeof line.order) && isOfItsKind(line);
}

function isOfItsKind(line: Partial<TrashLine>): boolean {
	switch (line.kind) {
		case 'file': {
			return isName(line.name) && isFileLine(line);
		}

		case 'symlink': {
			return isName(line.name) && typeof line.target === 'string';
		}

		case 'moved': {
			return isPath(line.from) && line.name === undefined;
		}

		case 'folder':
		case 'created': {
			return line.name === undefined;
		}

		default: {
			return false;
		}
	}
}

const isName = (name: unknown): boolean => typeof name === 'string' && namePattern.test(name);

function isFileLine({digest, size, modifiedMicroseconds, executable}: Partial<TrashLine>): boolean {
	return typeof digest === 'string' && Number.isSafeInteger(size) && Number.isSafeInteger(modifiedMicroseconds) && typeof executable === 'boolean';
}
