/**
What a peer may ask of us at most (faults-and-attacks §2.4). All of it is checked before anything is allocated or looked at,
and none of it can be changed by the peer.
*/
export const limits = {
	/** One frame, without its length field. */
	frameBytes: 4 * 1024 * 1024,
	/** The first frame of a client, before it is known who it is. */
	helloBytes: 4096,
	/** A header after decompression. */
	headerBytes: 8 * 1024 * 1024,
	/** A message that travels in several frames (the recipe of a very large file). */
	messageBytes: 32 * 1024 * 1024,
	/** Nesting of a header's arrays. */
	headerDepth: 16,
	/** Entries of a listing, operations of an apply or of all commits in a message, items of a want, results. */
	entries: 65_536,
	/** Contents of one pack. */
	packContents: 65_536,
	/** Bytes of one chunk or small content, before compression. */
	chunkBytes: 1024 * 1024,
	/** Bytes of all contents of one pack, before compression. */
	packBytes: 16 * 1024 * 1024,
	/** By how much a compressed payload may exceed what it holds. */
	compressionOverheadBytes: 64,
	/** Chunk indexes and ranges in one message. */
	chunkIndexes: 1024 * 1024,
	/** Chunks whose old bytes are signed in one message, and the signatures' bytes. */
	signedChunks: 2048,
	signatureBytes: 512 * 1024,
	/** A file's chunks: what fits into 2^53 bytes is far more, but indexes are kept in 32 bits. */
	chunkCount: 0xFF_FF_FF_FF,
	symlinkBytes: 4096,
	/** Names of devices, shares and sessions. */
	nameBytes: 255,
	/** Sentences for people. */
	sentenceBytes: 4096,
} as const;

/** How the callers cut long lists (`pages`): small enough for one frame even if nothing can be compressed. */
export const pageLimits = {bytes: 3 * 1024 * 1024, entries: 16_384} as const;
