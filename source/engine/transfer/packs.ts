import type {Offer} from './outgoing-file.js';

/** Contents in one pack: what a disk reads, and another one writes, in a few hundredths of a second. */
const packContents = 1024;

/** Gathers contents, in order, into packs of at most `limitBytes` before compression; a single content may be longer. */
export function * packs(contents: readonly Offer[], limitBytes: number): Generator<Offer[]> {
	let pack: Offer[] = [];
	let bytes = 0;
	for (const content of contents) {
		if (pack.length > 0 && (pack.length === packContents || bytes + content.node.size > limitBytes)) {
			yield pack;
			pack = [];
			bytes = 0;
		}

		pack.push(content);
		bytes += content.node.size;
	}

	if (pack.length > 0) {
		yield pack;
	}
}
