const unitBytes: Readonly<Record<string, number>> = {
	'': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, kb: 1000, mb: 1000 ** 2, gb: 1000 ** 3, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, t: 1024 ** 4, tb: 1000 ** 4, tib: 1024 ** 4,
};

/** Bytes from `500K`, `5M`, `1.5MB` or plain bytes; K, M, G and T are powers of 1,024 and KB, MB, GB, TB of 1,000, as in rsync. NaN when it is none of these. */
export function readBytes(text: string): number {
	const match = /^(?<number>\d+(?:\.\d+)?)(?<unit>[a-z]{0,3})$/iv.exec(text);
	const unit = unitBytes[match?.groups?.unit?.toLowerCase() ?? ''];
	const bytes = Math.round(Number(match?.groups?.number) * (unit ?? NaN));
	return Number.isSafeInteger(bytes) ? bytes : NaN;
}
