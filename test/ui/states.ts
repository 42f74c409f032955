import {
	chunkState,
	type Conflict,
	type LogLine,
	type PendingChange,
	type PlanSummary,
	type Problem,
	type Rate,
	type ServerState,
	type SessionState,
	type Transfer,
} from '../../source/ui/contract.js';

/** The monotonic instant that all fixture states are seen at. */
export const now = 1_000_000;
const wall = (hours: number, minutes: number, seconds: number) => Date.UTC(2026, 10, 20, hours, minutes, seconds);

export const wave = (peak: number): Rate => ({
	now: peak * 0.6,
	peak,
	history: Array.from({length: 60}, (_, second) => Math.round(peak * (1 + Math.sin(second / 3)) / 2)),
});

const silent: Rate = {now: 0, peak: 0, history: Array.from({length: 60}, () => 0)};

export const change = (part: Partial<PendingChange> & {path: string}): PendingChange => ({
	kind: 'modified',
	size: 14_200,
	edits: 1,
	sinceMilliseconds: now - 1200,
	deadlineMilliseconds: now + 800,
	ceilingMilliseconds: now + 8800,
	reason: 'quiet',
	...part,
});

export const transfer = (part: Partial<Transfer> & {id: number; path: string}): Transfer => ({
	direction: 'up',
	size: 1_900_000_000,
	sentBytes: 82_000_000,
	reusedBytes: 1_080_000_000,
	borrowedBytes: 40_000_000,
	packedBytes: 71_000_000,
	chunks: mixedChunks(12_500),
	startedMilliseconds: now - 20_000,
	bytesPerSecond: 3_000_000,
	...part,
});

/** Mostly reused, here and there sent, one in flight, the rest still to come. */
export function mixedChunks(count: number): Uint8Array {
	return Uint8Array.from({length: count}, (_, index) => {
		const place = index / count;
		if (place > 0.61) {
			return chunkState.pending;
		}

		if (place > 0.608) {
			return chunkState.inFlight;
		}

		const stripe = Math.floor(place * 60) % 13;
		if (stripe === 0) {
			return chunkState.sent;
		}

		return stripe === 7 ? chunkState.borrowed : chunkState.reused;
	});
}

/** So many changes that have nothing to wait for. */
export const waiting = (count: number): readonly PendingChange[] => Array.from({length: count}, (_, index) => change({path: `src/more/file-${index + 1}.ts`, size: 900, reason: 'ready'}));

const pending: readonly PendingChange[] = [
	change({path: 'src/app/server.ts', edits: 3}),
	change({
		path: 'src/app/routes/index.ts', size: 3900, sinceMilliseconds: now - 300, deadlineMilliseconds: now + 1600,
	}),
	change({
		path: 'public/img/hero@2x.png', kind: 'created', size: 2_400_000, edits: 41, reason: 'writing',
	}),
	change({
		path: 'lib/new.ts', from: 'lib/old.ts', kind: 'moved', size: 6100, reason: 'ready',
	}),
	{
		path: 'tmp/scratch.md', kind: 'deleted', edits: 1, sinceMilliseconds: now, deadlineMilliseconds: now, ceilingMilliseconds: now, reason: 'ready',
	},
	change({path: 'docs/a/rather/deeply/nested/folder/with/a/long/name/architecture-decision-record-0042.md', size: 8800, reason: 'ready'}),
];

const transfers: readonly Transfer[] = [
	transfer({id: 7, path: 'data/model.bin'}),
	transfer({
		id: 9,
		direction: 'down',
		path: 'assets/video.mp4',
		size: 96_000_000,
		sentBytes: 11_500_000,
		reusedBytes: 0,
		borrowedBytes: 0,
		chunks: Uint8Array.from({length: 768}, (_, index) => index < 92 ? chunkState.sent : (index === 92 ? chunkState.inFlight : chunkState.pending)),
		bytesPerSecond: 12_000,
	}),
];

export const log: readonly LogLine[] = [
	{
		id: 1, wallMilliseconds: wall(14, 0, 2), level: 'ok', topic: 'up', path: 'README.md', message: '8.8 kB, 18 ms, sent 1 of 1 chunk',
	},
	{
		id: 2, wallMilliseconds: wall(14, 1, 40), level: 'warn', topic: 'peer', message: 'connection lost: ECONNRESET, trying again',
	},
	{
		id: 3, wallMilliseconds: wall(14, 1, 57), level: 'info', topic: 'scan', message: '1 842 files in 0.61 s',
	},
	{
		id: 4, wallMilliseconds: wall(14, 1, 58), level: 'ok', topic: 'peer', message: 'connected to build (protocol 1, zstd)',
	},
	{
		id: 5, wallMilliseconds: wall(14, 2, 11), level: 'error', topic: 'problem', path: 'secrets/key.pem', message: 'cannot be read (EACCES): give yourself permission',
	},
	{
		id: 6, wallMilliseconds: wall(14, 2, 29), level: 'ok', topic: 'down', path: 'package.json', message: '1.4 kB, 22 ms',
	},
	{
		id: 7, wallMilliseconds: wall(14, 2, 30), level: 'conflict', topic: 'conflict', path: 'docs/plan.md', message: 'both sides changed it',
	},
	{
		id: 8, wallMilliseconds: wall(14, 2, 30), level: 'debug', topic: 'wire', message: 'never shown',
	},
	{
		id: 9, wallMilliseconds: wall(14, 2, 31), level: 'ok', topic: 'up', path: 'src/index.css', message: '2.1 kB, 41 ms, sent 1 of 3 chunks',
	},
];

const file = (size: number, modified: number) => ({
	kind: 'file', size, modifiedMicroseconds: modified * 1000, executable: false, digest: 'd'.repeat(64),
}) as const;

export const conflicts: readonly Conflict[] = [
	{
		path: 'docs/plan.md', reason: 'both-modified', base: file(3900, wall(13, 58, 2)), local: file(4100, wall(14, 1, 12)), remote: file(4000, wall(14, 0, 58)),
	},
	{
		path: 'config/app.json', reason: 'both-modified', base: file(1200, wall(13, 0, 0)), local: file(1200, wall(13, 40, 0)), remote: undefined,
	},
	{
		path: 'img/logo.png', reason: 'both-created', base: undefined, local: file(88_000, wall(13, 22, 41)), remote: file(91_000, wall(13, 22, 59)),
	},
];

export const problems: readonly Problem[] = [
	{
		path: 'secrets/key.pem', side: 'local', code: 'unreadable', message: 'The file cannot be read (EACCES): give yourself permission, or ignore it.',
	},
];

/** A session that is connected and has nothing to do. */
export const inSync: SessionState = {
	id: 'site',
	folder: '/home/ana/site',
	remote: 'build.example:8440/site',
	mode: 'two-way',
	phase: 'live',
	peer: {
		name: 'build',
		address: '192.0.2.17:8440',
		device: '7f2a91cc0b5d44e1'.repeat(4),
		latencyMilliseconds: 34,
		latencyHistory: [31, 33, 30, 35, 90, 34, 33, 34],
		skewMilliseconds: 400,
		protocol: 1,
		generation: 4711,
		freeBytes: 212_000_000_000,
		diskBytes: 500_000_000_000,
	},
	pending: [],
	transfers: [],
	queuedTransfers: 0,
	conflicts: [],
	canUndoDecision: false,
	isPaused: false,
	problems: [],
	log,
	up: silent,
	down: silent,
	totals: {
		wireSentBytes: 84_000_000, wireReceivedBytes: 1_200_000, literalBytes: 90_000_000, reusedBytes: 1_240_000_000, created: 12, modified: 204, moved: 3, deleted: 1,
		saved: {
			deltaBytes: 1_090_000_000, dedupBytes: 150_000_000, zstdBytes: 9_000_000, renameBytes: 61_000_000,
		},
	},
	tree: {files: 1842, folders: 131, bytes: 4_100_000_000},
	lastInSyncMilliseconds: wall(14, 2, 31),
	startedMilliseconds: now - 60_000,
};

const nothingYet = {
	wireSentBytes: 0, wireReceivedBytes: 0, literalBytes: 0, reusedBytes: 0, created: 0, modified: 0, moved: 0, deleted: 0,
	saved: {
		deltaBytes: 0, dedupBytes: 0, zstdBytes: 0, renameBytes: 0,
	},
};

const without = <Key extends keyof SessionState>(state: SessionState, ...keys: Key[]): SessionState =>
	Object.fromEntries(Object.entries(state).filter(([key]) => !keys.includes(key as Key))) as SessionState;

const beginning: SessionState = {
	...without(inSync, 'peer', 'lastInSyncMilliseconds'), totals: nothingYet, log: [], tree: {files: 0, folders: 0, bytes: 0},
};

const none = {files: 0, bytes: 0};

/** A plan with every kind of line. */
export const planSummary: PlanSummary = {
	steps: 61_204,
	conflicts: 1,
	local: {
		lines: [
			{
				kind: 'delete', path: 'tmp/scratch.md', node: 'file', files: 1, bytes: 312,
			},
			{
				kind: 'create', folder: 'assets', isNewFolder: false, files: 1, bytes: 96_000_000, reusedBytes: 0, paths: ['assets/video.mp4'],
			},
		],
		totals: {
			delete: {files: 1, bytes: 312}, move: none, create: {files: 1, bytes: 96_000_000}, modify: none, attributes: none,
		},
		travelBytes: 96_000_000,
		reusedBytes: 0,
	},
	remote: {
		lines: [
			{
				kind: 'delete', path: 'photos/2019', node: 'folder', files: 59_402, bytes: 210_000_000_000,
			},
			{
				kind: 'move', from: 'lib', path: 'source/lib', node: 'folder', files: 214, bytes: 3_100_000,
			},
			{
				kind: 'create', folder: 'photos/2024', isNewFolder: true, files: 1790, bytes: 8_400_000_000, reusedBytes: 1_200_000_000, paths: ['photos/2024/IMG_0001.jpg'],
			},
			{
				kind: 'modify', folder: 'src/app', isNewFolder: false, files: 2, bytes: 18_100, reusedBytes: 0, paths: ['src/app/routes.ts', 'src/app/server.ts'],
			},
			{
				kind: 'attributes', folder: 'bin', isNewFolder: false, files: 1, bytes: 0, reusedBytes: 0, paths: ['bin/deploy'],
			},
		],
		totals: {
			delete: {files: 59_402, bytes: 210_000_000_000}, move: {files: 214, bytes: 3_100_000}, create: {files: 1790, bytes: 8_400_000_000}, modify: {files: 2, bytes: 18_100}, attributes: {files: 1, bytes: 0},
		},
		travelBytes: 7_200_018_100,
		reusedBytes: 1_200_000_000,
	},
};

/** A session in each of its moods. */
export const sessions = {
	starting: {...beginning, phase: 'starting'},
	scanning: {
		...beginning, phase: 'scanning', detail: '41 %', tree: {files: 755, folders: 60, bytes: 1_700_000_000},
	},
	connecting: {
		...beginning, phase: 'connecting', tree: inSync.tree, log: log.slice(2, 3),
	},
	live: {
		...inSync, phase: 'syncing', pending, transfers, queuedTransfers: 5, conflicts, canUndoDecision: true, problems, up: wave(5_000_000), down: wave(20_000),
	},
	busy: {
		...inSync, phase: 'syncing', pending, transfers, queuedTransfers: 5, up: wave(5_000_000), down: wave(20_000),
	},
	inSync,
	paused: {
		...inSync, phase: 'paused', isPaused: true, phaseSinceMilliseconds: wall(13, 58, 0), pending: pending.map(each => ({...each, reason: 'paused' as const})),
	},
	offline: {
		...inSync,
		phase: 'offline',
		pending: pending.map(each => ({...each, reason: 'offline' as const})),
		retryAtMilliseconds: now + 12_000,
		phaseSinceMilliseconds: wall(13, 51, 8),
		failedAttempts: 6,
		lastContactMilliseconds: wall(13, 51, 7),
		lastError: 'connect ECONNREFUSED 192.0.2.17:8440',
	},
	halted: {
		...inSync,
		phase: 'halted',
		halt: {
			code: 'mass-delete',
			side: 'local',
			message: '1 790 of 1 842 files are gone from ~/site, more than a quarter of it.',
			paths: Array.from({length: 1790}, (_, index) => `photos/2024/IMG_${index.toString().padStart(4, '0')}.jpg`),
		},
	},
	stopped: {...inSync, phase: 'stopped'},
	held: {...inSync, phase: 'held', plan: {summary: planSummary, isHeld: true, sinceMilliseconds: wall(13, 58, 0)}},
} satisfies Record<string, SessionState>;

/** A dry run that has found its plan. */
export const dryRun: SessionState = {...inSync, phase: 'stopped', plan: {summary: planSummary, isHeld: false, sinceMilliseconds: wall(14, 2, 0)}};

export type Mood = keyof typeof sessions;

/** A server with two clients there and one away. */
export const server: ServerState = {
	host: 'build.example',
	port: 8440,
	device: '7f2a91cc0b5e4d1893aa'.padEnd(64, '0'),
	name: 'build',
	clients: [
		{
			id: 'A 1', device: 'a'.repeat(64), name: 'laptop', address: '192.0.2.4:50112', share: 'site', isConnected: true, connectedMilliseconds: wall(14, 2, 31) - (52 * 3_600_000), acknowledged: 4711, latencyMilliseconds: 34, receivedBytes: 84_000_000, sentBytes: 1_200_000, inRate: 3_100_000, outRate: 12_000, activeTransfers: 2, access: 'read-write', activity: '2 transfers',
		},
		{
			id: 'B 2', device: 'b'.repeat(64), name: 'runner', address: '192.0.2.9:41800', share: 'site', isConnected: true, connectedMilliseconds: wall(13, 21, 0), acknowledged: 4710, latencyMilliseconds: 3, receivedBytes: 4000, sentBytes: 88_000_000, inRate: 0, outRate: 0, activeTransfers: 0, access: 'read-write', changesBehind: 3, activity: 'idle',
		},
		{
			id: 'C', device: 'c'.repeat(64), name: 'desktop', address: '192.0.2.40:41000', share: 'notes', changesBehind: 31, isConnected: false, lastSeenMilliseconds: wall(17, 20, 0) - 86_400_000, acknowledged: 80, receivedBytes: 0, sentBytes: 0, inRate: 0, outRate: 0, activeTransfers: 0, access: 'read-only', activity: '',
		},
	],
	shares: [
		{
			name: 'site', root: '/srv/site', generation: 4711, files: 1842, bytes: 4_100_000_000, phase: 'ready', isReadOnly: false, freeBytes: 212_000_000_000, problems: [], storage: {
				diskBytes: 500_000_000_000, versions: 61_204, versionBytes: 1_800_000_000, oldestMilliseconds: wall(9, 3, 10) - (28 * 86_400_000), keepDays: 30, keepBytes: 10 * (1024 ** 3),
			},
		},
		{
			name: 'notes', root: '/srv/notes', generation: 111, files: 92, bytes: 310_000, phase: 'scanning', isReadOnly: true, problems: [],
		},
	],
	transfers,
	log: [
		{
			id: 1, wallMilliseconds: wall(14, 1, 58), level: 'ok', topic: 'peer', message: 'laptop connected (protocol 1, zstd)',
		},
		{
			id: 2, wallMilliseconds: wall(14, 2, 31), level: 'ok', topic: 'down', path: 'src/index.css', message: 'from laptop, 2.1 kB, 41 ms',
		},
	],
	in: wave(5_000_000),
	out: wave(20_000),
	usage: {cpuShare: 0.07, memoryBytes: 142_000_000},
	startedMilliseconds: now - 60_000,
};

/** A server that nobody is paired with yet. */
export const freshServer: ServerState = {
	...server,
	clients: [],
	transfers: [],
	log: [],
	in: silent,
	out: silent,
	invite: {
		line: `fsync1:build.example:8440/site?pin=${'4f'.repeat(32)}&secret=${'QmFzZTY0'.repeat(3)}&name=build`,
		share: 'site',
		access: 'read-write',
		expiresMilliseconds: wall(14, 10, 0),
	},
};
