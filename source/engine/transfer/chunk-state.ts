/**
How a chunk comes to the other side: the values in `TransferProgress.chunks`. `reused`: the receiver has it in the version that is
replaced (or from an earlier attempt); `borrowed`: it has it in another file; `patched`: it had nearly all of it, and a delta brought the rest.
*/
export const chunkState = {
	pending: 0, inFlight: 1, sent: 2, reused: 3, failed: 4, borrowed: 5, patched: 6,
} as const;

export type ChunkState = typeof chunkState[keyof typeof chunkState];
