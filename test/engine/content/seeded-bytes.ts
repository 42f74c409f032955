/** Reproducible bytes: xorshift32, so that golden vectors do not depend on any library. */
export function seededBytes(seed: number, length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	let state = (seed + 1) * 0x9E_37_79_B1 >>> 0;
	for (let index = 0; index < length; index++) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		bytes[index] = state >>> 16;
	}

	return bytes;
}

/** `bytes` with everything from `start` to `end` replaced. */
export function spliceBytes(bytes: Uint8Array, start: number, end: number, insert: Uint8Array): Uint8Array {
	return new Uint8Array(Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(end)]));
}

/** Seed of every property of these tests; fast-check prints the failing path with it. */
export const propertySeed = 20_251_120;
