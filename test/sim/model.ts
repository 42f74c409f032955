import type {Path} from '../../source/engine/core/path.js';
import {nameOf} from './memory.js';
import {countContents, findContent, type Seen} from './sight.js';

/** In the name of a version that lost a conflict. */
export const conflictMark = /\.conflict-[\p{Letter}\p{Number}\-_]+-[\da-f]{8}(?:-\d+)?(?=\.[^.]*$|$)/v;

/** Something that a user wrote. */
export type Version = {
	readonly id: number;
	readonly content: string;
	/** As it was seen when it was written. */
	readonly seen: Seen;
	readonly machine: number;
	/** Number of the step that wrote it. */
	readonly step: number;
	/** The bytes had been there before, and what they replaced had not been agreed with the other side: nobody there can see that anything happened. */
	readonly isUnseen: boolean;
	/** The step by which a user who saw it replaced or deleted it. */
	superseded: number | undefined;
	/** The machine at which that was done, if the program there had saved that it was agreed with the other side. */
	deleter: number | undefined;
	/** Where it stood there. */
	places: readonly Path[];
};

export type Noted = {
	readonly machine: number;
	readonly step: number;
	readonly before: ReadonlyMap<Path, Seen>;
	readonly after: ReadonlyMap<Path, Seen>;
	/** Whether what stood at a path before has been agreed with the other side. */
	readonly isSeen: (path: Path) => boolean;
	/** Whether the program on each machine that has a content has saved that both sides have it. */
	readonly isAgreed: (content: string) => boolean;
	/** Whether a program may end before it has saved what it knows. */
	readonly mayForget: boolean;
};

function isSeenAt(content: string, after: ReadonlyMap<Path, Seen>, isSeen: (path: Path) => boolean): boolean {
	return [...after].every(([path, seen]) => seen.content !== content || isSeen(path));
}

/** What users did, and which of their contents may be gone: told by looking at a disk before and after each of their steps. */
export class Model {
	readonly versions: Version[] = [];
	/** Contents that have been copied for the sake of a conflict. */
	readonly copied = new Set<string>();
	/** Machines at which a user has changed anything. */
	readonly actors = new Set<number>();
	/** How often each content was written, moved or taken away on each machine. */
	readonly #touches = new Map<string, Map<number, number>>();
	/** How often users have brought each content to each path, by writing it there or moving it, on any machine. */
	readonly #arrivals = new Map<string, number>();
	readonly #byContent = new Map<string, Version[]>();
	readonly #excused = new Set<string>();
	/** Contents that nobody can tell from what a power cut has left of others. */
	readonly #doubtful = new Set<string>();
	/** Paths from or to which users have moved something, with the machine and the step: what others have there goes along. */
	readonly #moved = new Map<Path, Array<{readonly machine: number; readonly step: number}>>();
	/** Steps in which a program lost its memory, and after which all was equal. */
	readonly #losses: number[] = [];
	readonly #rests: number[] = [];
	/** What users wrote at each path of each machine, in order. */
	readonly #history = new Map<string, Buffer[]>();

	isKnown(content: string): boolean {
		return content === 'empty' || this.#byContent.has(content);
	}

	/** A user has done something at a machine. */
	note({machine, step, before, after, isSeen, isAgreed, mayForget}: Noted): void {
		const [had, has] = [countContents(before), countContents(after)];
		for (const [content, count] of had) {
			if (!((has.get(content) ?? 0) < count)) {
				continue;
			}

			// Where another one is left there, it has not been deleted.
			const isDeleted = !has.has(content) && (!mayForget || isAgreed(content));
			const places = [...before].flatMap(([path, seen]) => seen.content === content ? [path] : []);
			this.#supersede(content, {step, machine: isDeleted ? machine : undefined, places});
		}

		for (const [content, count] of has) {
			if (!((had.get(content) ?? 0) < count)) {
				continue;
			}

			const seen = findContent(after, content)!;
			// What was agreed may be an earlier writing of what stood there.
			const isKnownThere = (path: Path) => isSeen(path) && !this.#isUnheard(before.get(path)?.content);
			this.#write(seen, {machine, step, isUnseen: () => !isSeenAt(content, after, isKnownThere)});
		}

		this.#touch(machine, before, after);
		this.#noteMoves({machine, step}, before, after);
		for (const [path, {kind, bytes, content}] of after) {
			if (before.get(path)?.content === content) {
				continue;
			}

			const arrival = `${path} ${content}`;
			this.#arrivals.set(arrival, (this.#arrivals.get(arrival) ?? 0) + 1);
			if (kind !== 'file') {
				continue;
			}

			const history = this.#history.get(`${machine} ${path}`) ?? [];
			this.#history.set(`${machine} ${path}`, history);
			history.push(bytes);
		}
	}

	/** Bytes that a user of this machine wrote there `back` contents ago, and that do not stand there now. */
	history({machine, path, back}: {machine: number; path: Path; back: number}, present: Buffer): Buffer | undefined {
		return this.#history.get(`${machine} ${path}`)?.filter(bytes => !bytes.equals(present)).at(-back);
	}

	/** Whether users have brought a content to a path more than once: back to it, or on two machines. */
	isTwiceAt(path: Path, content: string): boolean {
		return (this.#arrivals.get(`${path} ${content}`) ?? 0) > 1;
	}

	/** Every content whose latest version nobody has replaced or deleted knowingly, and that is nobody's but a user's. */
	standing(): Version[] {
		return this.versions.filter(({superseded, content}) => superseded === undefined && !this.#doubtful.has(content));
	}

	/** By its times this may be what a power cut has left of the version that was known there. */
	doubt(content: string): void {
		this.#doubtful.add(content);
	}

	/** Whether a user has moved something from or to a path, on any machine. */
	isMovedAt(path: Path): boolean {
		return this.#moved.has(path);
	}

	/** Whether it was written once, and no user has done anything to it since, a move included. */
	isUntouched(content: string): boolean {
		return !this.#doubtful.has(content) && this.versionsOf(content).length === 1 && [...this.#touches.get(content)?.values() ?? []].reduce((sum, count) => sum + count, 0) === 1;
	}

	/** Whether a user has deleted or replaced it and nobody else has had a hand in it but who wrote it first. */
	isGone(content: string): boolean {
		const versions = this.versionsOf(content);
		const [first] = versions;
		if (this.#excused.has(content) || this.#wasDeletedWithout(first?.superseded)) {
			return false;
		}

		const deleter = first?.deleter;
		return versions.length === 1 && deleter !== undefined && !this.#isMovedElsewhere(first!) && [...this.#touches.get(content) ?? []].every(([machine, count]) => machine === deleter || (machine === first!.machine && count === 1));
	}

	/** A user of this machine has moved the other side of a conflict, and so these contents (named by `nameOf`) with it, wherever they are. */
	movedWith(machine: number, names: readonly string[]): void {
		const wanted = new Set(names);
		for (const {content, seen} of this.versions) {
			if (wanted.has(nameOf(seen))) {
				this.#touched(content, machine);
			}
		}
	}

	/** Contents (named by `nameOf`) that may come back although a user has deleted them. */
	excuse(names: readonly string[]): void {
		const wanted = new Set(names);
		for (const {content, seen} of this.versions) {
			if (wanted.has(nameOf(seen))) {
				this.#excused.add(content);
			}
		}
	}

	/** A program has lost its memory in this step. */
	lostMemory(step: number): void {
		this.#losses.push(step);
	}

	/** After this step all replicas are equal and nobody is at anything. */
	rested(step: number): void {
		this.#rests.push(step);
	}

	/** Whether somebody else had moved, or was about to, what stood where it was deleted, and the two had not heard of each other: a move beats a deletion, and takes along what was written there meanwhile. */
	#isMovedElsewhere({places, deleter, superseded = 0}: Version): boolean {
		const isApart = (step: number) => this.#rests.every(rest => rest < Math.min(step, superseded) || rest >= Math.max(step, superseded));
		return places.some(path => this.#moved.get(path)?.some(({machine, step}) => machine !== deleter && isApart(step)));
	}

	/** Whether what was deleted in a step may have met a program without memory before it was gone everywhere. */
	#wasDeletedWithout(step: number | undefined): boolean {
		const restAfter = (from: number) => this.#rests.find(rest => rest >= from) ?? Infinity;
		return step !== undefined && this.#losses.some(loss => loss <= restAfter(step) && restAfter(loss) >= step);
	}

	versionsOf(content: string): readonly Version[] {
		return this.#byContent.get(content) ?? [];
	}

	/** Whether a content was written back without anybody else's noticing, and all has not been equal since. */
	#isUnheard(content: string | undefined): boolean {
		const latest = content === undefined ? undefined : this.versionsOf(content).at(-1);
		return latest?.isUnseen === true && this.#rests.every(rest => rest < latest.step);
	}

	#supersede(content: string, {step, machine, places}: {step: number; machine: number | undefined; places: readonly Path[]}): void {
		for (const version of this.versionsOf(content)) {
			version.superseded ??= step;
			version.deleter ??= machine;
			version.places = [...version.places, ...places];
		}
	}

	#touch(machine: number, before: ReadonlyMap<Path, Seen>, after: ReadonlyMap<Path, Seen>): void {
		const touched = new Set<string>();
		for (const path of new Set([...before.keys(), ...after.keys()])) {
			const [was, is] = [before.get(path), after.get(path)];
			if (was?.content === is?.content && was?.kind === is?.kind && was?.inode.modified === is?.inode.modified) {
				continue;
			}

			touched.add(was?.content ?? '');
			touched.add(is?.content ?? '');
		}

		if (touched.size > 0) {
			this.actors.add(machine);
		}

		for (const content of touched) {
			this.#touched(content, machine);
		}
	}

	#noteMoves(move: {readonly machine: number; readonly step: number}, before: ReadonlyMap<Path, Seen>, after: ReadonlyMap<Path, Seen>): void {
		for (const [path, {inode, kind}] of before) {
			const to = kind === 'folder' || after.get(path)?.inode === inode ? undefined : [...after].find(([, seen]) => seen.inode === inode)?.[0];
			for (const end of to === undefined ? [] : [path, to]) {
				this.#moved.set(end, [...this.#moved.get(end) ?? [], move]);
			}
		}
	}

	#touched(content: string, machine: number): void {
		const counts = this.#touches.get(content) ?? new Map<number, number>();
		this.#touches.set(content, counts);
		counts.set(machine, (counts.get(machine) ?? 0) + 1);
	}

	#write(seen: Seen, {machine, step, isUnseen}: {machine: number; step: number; isUnseen: () => boolean}): void {
		const {content} = seen;
		const known = this.versionsOf(content);
		const version: Version = {
			id: this.versions.length, content, seen, machine, step, isUnseen: known.length > 0 && isUnseen(), superseded: undefined, deleter: undefined, places: [],
		};
		this.versions.push(version);
		this.#byContent.set(content, [...known, version]);
	}
}
