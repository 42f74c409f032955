import {join} from 'node:path';
import type {Commit, Head} from '../engine/protocol/messages.js';
import {StateFile, type Place} from './durable-adapter.js';
import {pack, unpack} from './envelope.js';
import {headOf, isHead, sameHead} from './stored-head.js';
import {parseOperations} from './stored-operation.js';

/** A commit as it is kept: packed once, so that appending another does not pack it again. */
type Entry = {readonly generation: number; readonly lineage: string; readonly bytes: Uint8Array};

type Segment = {
	/** The head before the first entry; undefined at the very beginning of a lineage. */
	readonly previous: Head | undefined;
	readonly entries: readonly Entry[];
};

/** A segment's file: `first` is its first generation. */
type SegmentFile = {readonly first: number; bytes: number};

export type LogLimits = {
	/** A segment that has reached either is followed by a new one. */
	readonly segmentCommits: number;
	readonly segmentBytes: number;
	/** The oldest segments are dropped while there is more than this. */
	readonly commits: number;
	readonly bytes: number;
};

export const logLimits: LogLimits = {
	segmentCommits: 64, segmentBytes: 64 * 1024, commits: 10_000, bytes: 64 * 1024 * 1024,
};

const prefix = 'log-';
const segmentName = (first: number): string => `${prefix}${String(first).padStart(16, '0')}`;
const segmentPattern = /^log-(?<first>\d{16})$/v;

function parseSegment(value: unknown): Segment {
	const {previous, entries} = value as Segment;
	const isSound = (previous === undefined || isHead(previous)) && entries.length > 0
		&& entries.every((entry, index) => isHead(entry) && entry.bytes instanceof Uint8Array && entry.generation === entries[0]!.generation + index)
		&& (previous === undefined || entries[0]!.generation === previous.generation + 1);
	if (!isSound) {
		throw new TypeError('Not a segment of commits');
	}

	return {previous, entries};
}

function commitOf({generation, lineage, bytes}: Entry): Commit {
	const {device, operations} = unpack(bytes) as Commit;
	if (typeof device !== 'string') {
		throw new TypeError('Not a commit');
	}

	return {
		generation, lineage, device, operations: parseOperations(operations),
	};
}

/**
A share's commits in small segments, one file each, of which only the newest is ever written. Every segment names the head before
it, so a gap is found.
*/
export class CommitLog {
	readonly #place: Place;
	readonly #limits: LogLimits;
	#files: SegmentFile[] = [];
	#newest: Segment | undefined;

	constructor(place: Place, limits: LogLimits = logLimits) {
		this.#place = place;
		this.#limits = limits;
	}

	get head(): Head | undefined {
		const last = this.#newest?.entries.at(-1);
		return last && headOf(last);
	}

	/** Finds the segments and reads the newest. False, with the reason in `damage`, when that one is damaged. */
	async open(damage: string[]): Promise<boolean> {
		const {disk, folder} = this.#place;
		this.#files = [];
		for (const name of disk.list(folder).toSorted()) {
			const first = segmentPattern.exec(name)?.groups?.first;
			if (first !== undefined) {
				this.#files.push({first: Number(first), bytes: disk.stat(join(folder, name))?.size ?? 0});
			}
		}

		const last = this.#files.at(-1);
		this.#newest = last && await this.#file(last.first).read(damage);
		return last === undefined || this.#newest !== undefined;
	}

	/** The commits after `head`; undefined when the log does not contain it. */
	async since(head: Head, damage: string[]): Promise<readonly Commit[] | undefined> {
		let later: Entry[] = [];
		let after: Head | undefined;
		for (let index = this.#files.length - 1; index >= 0; index--) {
			const isNewest = index === this.#files.length - 1;
			const segment = isNewest ? this.#newest : await this.#file(this.#files[index]!.first).read(damage);
			if (!segment || (!isNewest && !sameHead(segment.entries.at(-1), after))) {
				return undefined;
			}

			const {entries, previous} = segment;
			const found = entries.findIndex(entry => sameHead(entry, head));
			if (found !== -1 || sameHead(previous, head)) {
				later = [...entries.slice(found + 1), ...later];
				return this.#commits(later, damage);
			}

			// Not here, and nothing older can have it.
			if (previous === undefined || head.generation >= entries[0]!.generation) {
				return undefined;
			}

			later = [...entries, ...later];
			after = previous;
		}

		return undefined;
	}

	/** Durable when it resolves; returns the bytes that the commit takes. */
	async append(commit: Commit): Promise<number> {
		const {generation, lineage, device, operations} = commit;
		const {head} = this;
		if (head && generation !== head.generation + 1) {
			throw new RangeError(`Generation ${generation} cannot follow ${head.generation}`);
		}

		const entry: Entry = {generation, lineage, bytes: new Uint8Array(pack({device, operations}))};
		const file = this.#files.at(-1);
		const isFull = !file || !this.#newest || this.#newest.entries.length >= this.#limits.segmentCommits || file.bytes >= this.#limits.segmentBytes;
		const segment: Segment = isFull ? {previous: head, entries: [entry]} : {...this.#newest!, entries: [...this.#newest!.entries, entry]};
		await this.#file(segment.entries[0]!.generation).write(segment);
		this.#newest = segment;
		if (isFull) {
			this.#files.push({first: generation, bytes: entry.bytes.length});
		} else {
			file.bytes += entry.bytes.length;
		}

		return entry.bytes.length;
	}

	/** Drops the oldest segments while the log is over its limits, but none with commits that the tree saved at `generation` lacks. */
	trim(generation: number): void {
		let bytes = this.#files.reduce((sum, file) => sum + file.bytes, 0);
		const end = (this.head?.generation ?? 0) + 1;
		while (this.#files.length > 1 && this.#files[1]!.first <= generation + 1) {
			const oldest = this.#files[0]!;
			const isWithinLimits = bytes <= this.#limits.bytes && end - oldest.first <= this.#limits.commits;
			if (isWithinLimits || !this.#removeSegment(oldest)) {
				return;
			}

			this.#files.shift();
			bytes -= oldest.bytes;
		}
	}

	/** Forgets everything. */
	async clear(): Promise<void> {
		const {disk, folder} = this.#place;
		for (const name of disk.list(folder)) {
			if (name.startsWith(prefix)) {
				disk.remove(join(folder, name));
			}
		}

		this.#files = [];
		this.#newest = undefined;
	}

	#commits(entries: readonly Entry[], damage: string[]): readonly Commit[] | undefined {
		try {
			return entries.map(entry => commitOf(entry));
		} catch {
			damage.push(`The commits in '${this.#place.folder}' cannot be understood`);
			return undefined;
		}
	}

	#removeSegment({first}: SegmentFile): boolean {
		try {
			this.#place.disk.remove(join(this.#place.folder, segmentName(first)));
			return true;
		} catch {
			// A log that is too long harms nobody; the next trim tries again.
			return false;
		}
	}

	#file(first: number): StateFile<Segment> {
		return new StateFile({place: this.#place, name: segmentName(first), parse: parseSegment});
	}
}
