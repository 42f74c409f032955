import type {FileNode} from '../core/node.js';
import type {Tree} from '../core/tree.js';
import type {Content} from '../disk/replica.js';
import type {Offer} from '../transfer/sender.js';
import type {ContentBook} from './content-book.js';

/** A content as it is offered to the server: with the version that it replaces there, if that was cut into chunks, for its recipe makes the new one short. */
export function offerOf(content: Content, base: FileNode | undefined, {book, remote}: {readonly book: ContentBook; readonly remote: Tree}): Offer {
	const recipe = content.node.recipe && base && book.remote.at(remote).recipe(base.digest);
	if (!recipe) {
		return content;
	}

	book.bases.set(base.digest, recipe);
	return {...content, base: base.digest};
}
