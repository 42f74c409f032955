import type {Clock} from '../clock.js';
import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import {ChunkIndex} from '../transfer/chunk-index.js';
import {ReceivedRecipes} from '../transfer/received-recipes.js';
import {CancelledContents} from './cancelled-contents.js';

/** Where this session finds contents and how they are cut, across connections. */
export class ContentBook {
	/** Contents of the local tree and of the share's. */
	readonly local = new ChunkIndex();
	readonly remote = new ChunkIndex();
	/** Recipes that came with contents which are not published yet. */
	readonly received = new ReceivedRecipes();
	/** Under which path each content on its way here was asked for. */
	readonly wanted = new Map<Digest, Path>();
	/** Contents whose transfer somebody here has cancelled, whichever way it went. */
	readonly cancelled: CancelledContents;
	/** Recipes of versions that the server still has and that are being replaced: new ones are told as splices of them. */
	readonly bases = new Map<Digest, Uint8Array>();

	constructor(clock: Clock) {
		this.cancelled = new CancelledContents(clock);
	}
}
