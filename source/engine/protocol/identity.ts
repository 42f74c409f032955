/** A device's key pair and self-signed certificate. The id is the SHA-256 of the public key (SPKI), hex. */
export type Identity = {
	readonly id: string;
	/** PEM. */
	readonly key: string;
	readonly certificate: string;
};
