/**
Seeds of `generate` that still end in a violation, and what is known of them (docs/reliability.md). The tests expect exactly these to fail, so that one which is mended,
or a new one, is noticed at once.
*/
export const openSeeds: ReadonlyMap<number, string> = new Map();
