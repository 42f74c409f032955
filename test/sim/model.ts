import type {Path} from '../../source/engine/core/path.js';
import {contentOfBytes} from './inode.js';
import {countContents, type Seen} from './sight.js';

/** Something that a user wrote. */
export type Version = {
	readonly id: number;
	readonly content: string;
	readonly machine: number;
	/** Number of the step that wrote it. */
	readonly step: number;
	/** The bytes had been written before: whether they are new to the others depends on what these have seen. */
	readonly isRevert: boolean;
	/** The step by which a user who saw it replaced or deleted it. */
	superseded: number | undefined;
};

/** What users did, and which of their contents may be gone: told by looking at a disk before and after each of their steps. */
export class Model {
	readonly versions: Version[] = [];
	readonly #byContent = new Map<string, Version[]>();
	/** Contents of files at each path, in the order in which they were written. */
	readonly #history = new Map<Path, Buffer[]>();

	isKnown(content: string): boolean {
		return content === 'empty' || this.#byContent.has(content);
	}

	/** A user has done something at a machine. */
	note({machine, step, before, after}: {machine: number; step: number; before: ReadonlyMap<Path, Seen>; after: ReadonlyMap<Path, Seen>}): void {
		const [had, has] = [countContents(before), countContents(after)];
		for (const [content, count] of had) {
			if ((has.get(content) ?? 0) < count) {
				this.#supersede(content, step);
			}
		}

		for (const [content, count] of has) {
			if ((had.get(content) ?? 0) < count) {
				this.#write(content, machine, step);
			}
		}

		for (const [path, {kind, inode, content}] of after) {
			if (kind === 'file' && before.get(path)?.content !== content) {
				const history = this.#history.get(path) ?? [];
				this.#history.set(path, history);
				history.push(inode.bytes);
			}
		}
	}

	/** The bytes that stood at a path some contents ago. */
	history(path: Path, back: number): Buffer | undefined {
		return this.#history.get(path)?.at(-1 - back);
	}

	/** Every content whose latest version nobody has replaced or deleted knowingly. */
	standing(): Version[] {
		return this.versions.filter(({superseded}) => superseded === undefined);
	}

	versionsOf(content: string): readonly Version[] {
		return this.#byContent.get(content) ?? [];
	}

	#supersede(content: string, step: number): void {
		for (const version of this.versionsOf(content)) {
			version.superseded ??= step;
		}
	}

	#write(content: string, machine: number, step: number): void {
		const known = this.versionsOf(content);
		const version: Version = {
			id: this.versions.length, content, machine, step, isRevert: known.length > 0, superseded: undefined,
		};
		this.versions.push(version);
		this.#byContent.set(content, [...known, version]);
	}
}

export {contentOfBytes};
