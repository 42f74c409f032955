import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	unlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {differingPaths, listTree} from '../../../source/cli/tree-listing.js';
import {openVault} from '../../../source/cli/vault.js';
import {systemClock} from '../../../source/engine/index.js';
import {loadOrCreateIdentity} from '../../../source/engine/protocol/identity.js';
import {machineGround, type Ground} from '../../../source/engine/session/ground.js';
import type {SessionOptions, SessionOutcome} from '../../../source/engine/session/options.js';
import {createSession} from '../../../source/engine/session/session.js';
import type {EngineEvent} from '../../../source/engine/session/state.js';
import {identityFolder, vaultRoot} from '../../../source/store/home.js';
import {createSession as rememberSession, openSessionStore} from '../../../source/store/session-store.js';
import {seededBytes} from '../content/seeded-bytes.js';

const tuning = {quietMilliseconds: 20, ceilingMilliseconds: 200, chunking: 'fastcdc'} as const;
const id = 'a'.repeat(32);

type Event<Type extends EngineEvent['type']> = Extract<EngineEvent, {type: Type}>;
type How = Partial<SessionOptions> & {
	/** A look is not over before these have been sent. */
	readonly until?: readonly string[];
	/** Called then. */
	readonly onLooked?: () => void;
};

/** Resolves when all these contents have crossed. */
function crossings(paths: readonly string[]) {
	const waiting = new Set(paths);
	const {promise, resolve} = Promise.withResolvers<void>();
	return {
		all: waiting.size === 0 ? Promise.resolve() : promise,
		see(event: EngineEvent) {
			if (event.type === 'transfer' && event.sentBytes + event.reusedBytes === event.size && waiting.delete(event.path) && waiting.size === 0) {
				resolve();
			}
		},
	};
}

/** A folder, and runs to the end that sync it into a vault. */
async function folderAndVault(t: ExecutionContext, files: Readonly<Record<string, Uint8Array>>) {
	const root = mkdtempSync(join(tmpdir(), 'fsync-tui-early-'));
	t.teardown(() => {
		rmSync(root, {recursive: true, force: true});
	});
	const home = {config: join(root, 'config'), data: join(root, 'data')};
	const [here, there] = [join(root, 'here'), vaultRoot(home, 'early')];
	mkdirSync(here);
	/** What was written a moment ago is left to the plan. */
	const write = (path: string, bytes: Uint8Array) => {
		writeFileSync(path, bytes);
		utimesSync(path, 1_700_000_000, 1_700_000_000 + bytes.length + bytes[0]!);
	};

	for (const [name, bytes] of Object.entries(files)) {
		write(join(here, name), bytes);
	}

	const identity = await loadOrCreateIdentity(identityFolder(home));
	let isKnown = false;
	const run = async ({until = [], onLooked, ...options}: How = {}) => {
		const vault = await openVault({
			home, name: 'early', client: identity, tuning,
		});
		const store = isKnown
			? await openSessionStore(home, id)
			: await rememberSession(home, {
				id, folder: here, remote: 'vault:early', createdMilliseconds: 0,
			});
		isKnown = true;
		const crossing = crossings(until);
		const events: EngineEvent[] = [];
		const ground: Ground = {
			...machineGround,
			openReplica(folder, how) {
				const replica = machineGround.openReplica(folder, how);
				let isFirst = true;
				return {
					...replica,
					async scan(request) {
						const result = await replica.scan(request);
						if (isFirst) {
							isFirst = false;
							await crossing.all;
							onLooked?.();
						}

						return result;
					},
				};
			},
		};
		const session = createSession({
			...tuning, store, identity, deviceName: 'laptop', remote: vault.address, mode: 'two-way', prefer: 'hold', run: 'once', ignorePatterns: [], useGitignore: false, acceptDeletions: false, clock: systemClock, ...options, onEvent(event) {
				events.push(event);
				crossing.see(event);
			},
		}, ground);
		try {
			const outcome = await session.start(new AbortController().signal);
			const of = <Type extends EngineEvent['type']>(type: Type) => events.filter((event): event is Event<Type> => event.type === type);
			return {status: outcome.status, sent: new Set(of('transfer').map(({path}) => path)), summary: of('summary')[0]!, events};
		} finally {
			await vault.close();
		}
	};

	return {
		here, there, run, write,
	};
}

const [a, b, c] = [1, 2, 3].map(seed => seededBytes(seed, 700_000));

test.serial('a first sync has sent its contents before its look is over, and sends none of them twice', async t => {
	const {here, there, run} = await folderAndVault(t, {a: a!, b: b!, c: c!});
	const {status, sent, summary} = await run({until: ['a', 'b', 'c']});
	t.is(status, 'in-sync');
	t.deepEqual(sent, new Set(['a', 'b', 'c']));
	t.like(summary, {literalBytes: 2_100_000, reusedBytes: 0, remote: {created: 3}});
	t.deepEqual(differingPaths(listTree(here), listTree(there)), []);
});

test.serial('a file that is edited after it was sent is sent anew', async t => {
	const {here, there, run, write} = await folderAndVault(t, {a: a!});
	const {status} = await run({
		until: ['a'], onLooked() {
			write(join(here, 'a'), b!);
		},
	});
	t.is(status, 'in-sync');
	await run();
	t.true(readFileSync(join(there, 'a')).equals(b!));
});

test.serial('an edited file travels as an edit, also before there is a plan', async t => {
	const {here, there, run, write} = await folderAndVault(t, {a: a!});
	await run();
	write(join(here, 'a'), Buffer.concat([Buffer.from('one line in front\n'), a!]));
	const {status, summary} = await run({until: ['a']});
	t.is(status, 'in-sync');
	t.true(summary.literalBytes < 2000, `${summary.literalBytes}`);
	t.true(summary.wireSentBytes < 8000, `${summary.wireSentBytes}`);
	t.deepEqual(differingPaths(listTree(here), listTree(there)), []);
});

type Row = {readonly title: string; readonly how?: How; readonly change: (at: {here: string; there: string; write: (path: string, bytes: Uint8Array) => void}) => void; readonly status: SessionOutcome['status']};

const rows: Row[] = [
	{
		title: 'a renamed file', change({here}) {
			renameSync(join(here, 'a'), join(here, 'renamed'));
		}, status: 'in-sync',
	},
	{
		title: 'a copy', change({here, write}) {
			write(join(here, 'copy'), a!);
		}, status: 'in-sync',
	},
	{
		title: 'one side of a conflict', change({here, there, write}) {
			write(join(here, 'a'), b!);
			write(join(there, 'a'), c!);
		}, status: 'conflicts',
	},
	{
		title: 'a new file in a dry run', how: {run: 'plan'}, change({here, write}) {
			write(join(here, 'new'), b!);
		}, status: 'planned',
	},
	{
		title: 'a new file where a plan waits for somebody to look at it', how: {planLimit: {steps: 0, bytes: 0}}, change({here, write}) {
			write(join(here, 'new'), b!);
		}, status: 'halted',
	},
	{
		title: 'a new file of a session that only pulls', how: {mode: 'pull'}, change({here, write}) {
			write(join(here, 'new'), b!);
		}, status: 'in-sync',
	},
	{
		title: 'what rules that come with the plan leave out', change({here, there, write}) {
			write(join(here, 'secret'), b!);
			write(join(there, '.fsyncignore'), Buffer.from('secret\n'));
		}, status: 'in-sync',
	},
];

for (const {title, how, change, status} of rows) {
	test.serial(`no content is sent of ${title}`, async t => {
		const {here, there, run, write} = await folderAndVault(t, {a: a!});
		await run();
		change({here, there, write});
		const after = await run(how);
		t.is(after.status, status);
		t.deepEqual([...after.sent].filter(path => path !== '.fsyncignore'), []);
	});
}

test.serial('a file that has gone after it was sent is in nobody\'s way', async t => {
	const {here, there, run} = await folderAndVault(t, {a: a!, b: b!});
	const {status} = await run({
		until: ['a', 'b'], onLooked() {
			unlinkSync(join(here, 'a'));
		},
	});
	t.is(status, 'in-sync');
	await run();
	t.deepEqual(differingPaths(listTree(here), listTree(there)), []);
});
