import type {Head} from '../engine/protocol/messages.js';

/** Throws a TypeError or returns false when a value from a file is no head. */
export const isHead = (value: unknown): value is Head =>
	Number.isSafeInteger((value as Head).generation) && typeof (value as Head).lineage === 'string';

export const sameHead = (a: Head | undefined, b: Head | undefined): boolean => a?.generation === b?.generation && a?.lineage === b?.lineage;

/** The head alone, out of a commit. */
export const headOf = ({generation, lineage}: Head): Head => ({generation, lineage});
