/** When what is written where; every figure is about speed only. */
export type TreeLimits = {
	/** Changed rows that stay in the manifest. */
	readonly recentBytes: number;
	/** Layers are worked into the shards when they are many, or large both in themselves and beside the shards. */
	readonly layers: number;
	readonly layerBytes: number;
	readonly layerShare: number;
	/** Rows that a shard is meant to hold, and how many shards there are at most. */
	readonly shardRows: number;
	readonly shards: number;
	/** A folder with more names is spread over all shards, until it has fewer than the second figure: no single file flips it to and fro. */
	readonly widePast: number;
	readonly narrowBelow: number;
};

/**
A file costs the disk 0.5 ms beside its bytes (measured: 64 files of 64 kB in one group 30 ms, 16 of 1 MB 27 ms), so shards are some
200 kB. Layers up to half of the shards mean that a row is rewritten a few times at most, however the changes come.
*/
export const treeLimits: TreeLimits = {
	recentBytes: 64 * 1024, layers: 32, layerBytes: 1024 * 1024, layerShare: 0.5, shardRows: 2048, shards: 256, widePast: 4096, narrowBelow: 1024,
};
