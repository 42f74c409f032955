import {
	createHash,
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	X509Certificate,
} from 'node:crypto';
import path from 'node:path';
import {FsyncError} from '../fault.js';
import {preparePrivateFolder, readPrivate, writeNew} from './private-file.js';

/** A device's key pair and self-signed certificate. The id is the SHA-256 of the public key (SPKI), hex. */
export type Identity = {
	readonly id: string;
	/** PEM. */
	readonly key: string;
	readonly certificate: string;
};

/** RFC 5280 (4.1.2.5): "no well-defined expiration date". What counts is the pinned key, not the certificate around it. */
const notAfter = new Date('9999-12-31T23:59:59Z');
const notBefore = new Date(0);
/** Anybody who connects can read it, so it says nothing about the machine. */
const defaultName = 'fsync-tui';
const keyFile = 'key.pem';
const certificateFile = 'cert.pem';

/** Makes a new device: an EC P-256 key and a certificate for it. */
export async function createIdentity(commonName: string = defaultName): Promise<Identity> {
	const {privateKey} = generateKeyPairSync('ec', {
		namedCurve: 'P-256',
		privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
		publicKeyEncoding: {type: 'spki', format: 'pem'},
	});
	return certify(privateKey, commonName);
}

/** A certificate for an existing private key (PEM); the id depends on the key alone. */
async function certify(key: string, commonName: string): Promise<Identity> {
	// Loading this library takes longer than everything else at a start, and it is needed once in a device's life.
	const {generate} = await import('selfsigned');
	const {cert: certificate} = await generate([{name: 'commonName', value: commonName}], {
		keyPair: {privateKey: key, publicKey: createPublicKey(key).export({type: 'spki', format: 'pem'}).toString()},
		keyType: 'ec',
		curve: 'P-256',
		algorithm: 'sha256',
		notBeforeDate: notBefore,
		notAfterDate: notAfter,
		extensions: [],
	});
	return {id: identityId(certificate), key, certificate};
}

/** The device id of a certificate: SHA-256 of its public key (SPKI, DER), hex. */
export function identityId(certificate: string | X509Certificate): string {
	const {publicKey} = typeof certificate === 'string' ? new X509Certificate(certificate) : certificate;
	return createHash('sha256').update(publicKey.export({type: 'spki', format: 'der'})).digest('hex');
}

/** The start of a device id in groups, for people; enough to tell devices apart, not to prove one. */
export function shownId(id: string): string {
	return [0, 4, 8, 12].map(start => id.slice(start, start + 4)).join('-');
}

/**
This device's identity, made on first use. Throws `FsyncError` (store) when somebody else could read or replace the key, or when the
files are damaged.
*/
export async function loadOrCreateIdentity(folder: string): Promise<Identity> {
	preparePrivateFolder(folder);
	const key = readPrivate(path.join(folder, keyFile));
	if (key === undefined) {
		return create(folder);
	}

	checkKey(folder, key);
	const certificate = readPrivate(path.join(folder, certificateFile));
	if (certificate === undefined) {
		// The process ended between the two files. The key alone is the identity.
		return publish(folder, await certify(key, defaultName));
	}

	checkCertificate(folder, key, certificate);
	return {id: identityId(certificate), key, certificate};
}

async function create(folder: string): Promise<Identity> {
	const keyPath = path.join(folder, keyFile);
	const hasCertificate = readPrivate(path.join(folder, certificateFile)) !== undefined;
	// Looks for the key once more: another process may just have made both files.
	if (hasCertificate && readPrivate(keyPath) === undefined) {
		throw new FsyncError('store', `${folder} has a certificate but no key: restore ${keyFile} from a backup, or remove ${certificateFile} to become a new device (and pair again).`);
	}

	const identity = await createIdentity();
	return writeNew(keyPath, identity.key) ? publish(folder, identity) : loadOrCreateIdentity(folder);
}

function publish(folder: string, identity: Identity): Identity {
	writeNew(path.join(folder, certificateFile), identity.certificate);
	return identity;
}

function checkKey(folder: string, key: string): void {
	try {
		createPrivateKey(key);
	} catch (error) {
		throw new FsyncError('store', `${keyFile} in ${folder} is damaged: restore it from a backup, or remove it and ${certificateFile} to become a new device (and pair again).`, {cause: error});
	}
}

function checkCertificate(folder: string, key: string, certificate: string): void {
	if (!belongsTo(certificate, key)) {
		throw new FsyncError('store', `${certificateFile} in ${folder} is damaged or does not belong to the key: remove it, and a new one is made.`);
	}
}

function belongsTo(certificate: string, key: string): boolean {
	try {
		return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
	} catch {
		return false;
	}
}
