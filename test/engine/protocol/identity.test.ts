import {X509Certificate} from 'node:crypto';
import {
	chmodSync,
	linkSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {
	createIdentity,
	identityId,
	loadOrCreateIdentity,
	shownId,
} from '../../../source/engine/protocol/identity.js';

function scratch(t: ExecutionContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'fsync-identity-'));
	t.teardown(() => {
		rmSync(folder, {recursive: true, force: true});
	});
	return join(folder, 'identity');
}

test('a new identity is a P-256 key with a certificate that never runs out, and its id is the hash of the public key', async t => {
	const identity = await createIdentity('laptop');
	const certificate = new X509Certificate(identity.certificate);
	t.is(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
	t.regex(certificate.validTo, /9999/v);
	t.regex(certificate.subject, /CN=laptop/v);
	t.regex(identity.id, /^[\da-f]{64}$/v);
	t.is(identityId(identity.certificate), identity.id);
	t.not((await createIdentity()).id, identity.id);
});

test('a shown id is the start of the id in groups', t => {
	t.is(shownId('0123456789abcdef0123'), '0123-4567-89ab-cdef');
});

test('the identity is made once, for this user\'s eyes only, and found again', async t => {
	const folder = scratch(t);
	const made = await loadOrCreateIdentity(folder);
	t.deepEqual(await loadOrCreateIdentity(folder), made);
	t.is(lstatSync(folder).mode & 0o777, 0o700);
	t.deepEqual(readdirSync(folder).toSorted(), ['cert.pem', 'key.pem']);
	for (const name of readdirSync(folder)) {
		t.is(lstatSync(join(folder, name)).mode & 0o777, 0o600);
	}
});

test('processes that start at the same time agree on one identity', async t => {
	const folder = scratch(t);
	const identities = await Promise.all([1, 2, 3, 4].map(async () => loadOrCreateIdentity(folder)));
	t.is(new Set(identities.map(({id}) => id)).size, 1);
});

test('a certificate that is gone is made again for the same key, so that the device stays the same', async t => {
	const folder = scratch(t);
	const made = await loadOrCreateIdentity(folder);
	rmSync(join(folder, 'cert.pem'));
	t.is((await loadOrCreateIdentity(folder)).id, made.id);
});

type Damage = (folder: string) => void;
const damages: ReadonlyArray<readonly [string, Damage, RegExp]> = [
	['a key that the group can read', folder => {
		chmodSync(join(folder, 'key.pem'), 0o640);
	}, /chmod go-rwx/v],
	['a certificate that others can write', folder => {
		chmodSync(join(folder, 'cert.pem'), 0o602);
	}, /chmod go-rwx/v],
	['a folder that others can enter', folder => {
		chmodSync(folder, 0o711);
	}, /chmod go-rwx/v],
	['a key behind a link', folder => {
		renameSync(join(folder, 'key.pem'), join(folder, 'real.pem'));
		symlinkSync('real.pem', join(folder, 'key.pem'));
	}, /link/v],
	['a folder in place of the key', folder => {
		rmSync(join(folder, 'key.pem'));
		mkdirSync(join(folder, 'key.pem'), {mode: 0o700});
	}, /cannot hold a private key/v],
	['a folder behind a link', folder => {
		renameSync(folder, `${folder}-real`);
		symlinkSync(`${folder}-real`, folder);
	}, /link/v],
	['a damaged key', folder => {
		writeFileSync(join(folder, 'key.pem'), 'nonsense');
	}, /damaged/v],
	['an empty key', folder => {
		writeFileSync(join(folder, 'key.pem'), '');
	}, /damaged/v],
	['a damaged certificate', folder => {
		writeFileSync(join(folder, 'cert.pem'), 'nonsense');
	}, /damaged/v],
	['no key but a certificate', folder => {
		rmSync(join(folder, 'key.pem'));
	}, /no key/v],
];
for (const [what, damage, message] of damages) {
	test(`${what} is refused with what to do, and nothing is changed`, async t => {
		const folder = scratch(t);
		await loadOrCreateIdentity(folder);
		damage(folder);
		const before = readdirSync(folder).toSorted();
		await t.throwsAsync(loadOrCreateIdentity(folder), {name: 'FsyncError', code: 'store', message});
		t.deepEqual(readdirSync(folder).toSorted(), before);
	});
}

test('a certificate of another key is refused', async t => {
	const [folder, other] = [scratch(t), scratch(t)];
	await loadOrCreateIdentity(folder);
	await loadOrCreateIdentity(other);
	rmSync(join(folder, 'cert.pem'));
	linkSync(join(other, 'cert.pem'), join(folder, 'cert.pem'));
	await t.throwsAsync(loadOrCreateIdentity(folder), {code: 'store', message: /does not belong/v});
	t.true(readFileSync(join(folder, 'key.pem')).length > 0);
});
