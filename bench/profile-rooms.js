// Adds up V8's processor profiles by the rooms of this program and of what it stands on.

/** What of Node.js a file of its own code belongs to, by the beginning of its name. */
const nodeRooms = [
	['loading the program', /^(?:internal\/(?:modules|bootstrap|main|process|source_map|per_context|vm|options)|module|vm|esm|cjs)/v],
	['hashes and keys', /^(?:internal\/crypto|crypto)/v],
	['zstd', /^(?:internal\/zlib|zlib)/v],
	['TLS and sockets', /^(?:internal\/(?:tls|streams|stream|net|js_stream|dgram|dns)|_tls|tls|net|stream|dns|https?|_http)/v],
	['calls to the disk', /^(?:internal\/fs|fs)/v],
	['memory and buffers', /^(?:internal\/(?:buffer|blob)|buffer)/v],
	['messages between threads', /^(?:internal\/(?:worker|event_target|per_context\/messageport)|worker_threads)/v],
];

/** Native functions that stand for themselves, for what calls them says nothing. */
const nativeRooms = new Map([
	['(garbage collector)', 'garbage collection'],
	['(program)', 'V8 and Node.js outside of any function'],
	['postMessage', 'messages between threads'],
	['compileSourceTextModule', 'loading the program'],
	['compileForInternalLoader', 'loading the program'],
	['compileFunction', 'loading the program'],
]);

function roomOfUrl(url) {
	const own = /\/build\/profiled\/(?<room>[a-z]+(?:\/[a-z]+)?)\//v.exec(url);
	if (own) {
		return `own: ${own.groups.room}`;
	}

	const library = /\/node_modules\/(?<name>(?:@[^\/]+\/)?[^\/]+)\//v.exec(url);
	if (library) {
		return `library: ${library.groups.name}`;
	}

	if (url.startsWith('node:')) {
		const name = url.slice('node:'.length);
		return nodeRooms.find(([, pattern]) => pattern.test(name))?.[0] ?? 'the rest of Node.js';
	}

	// The only WebAssembly in reach is the checksum's.
	return url.startsWith('wasm:') ? 'hashes and keys' : undefined;
}

/** Adds one profile's microseconds to `rooms`. A native function counts for the nearest caller whose room is known. */
export function addProfile(rooms, {nodes, samples, timeDeltas}) {
	const byId = new Map(nodes.map(node => [node.id, node]));
	const parents = new Map(nodes.flatMap(({id, children = []}) => children.map(child => [child, id])));
	const found = new Map();
	const roomOf = id => {
		if (found.has(id)) {
			return found.get(id);
		}

		const {functionName, url} = byId.get(id).callFrame;
		const parent = parents.get(id);
		const room = functionName === '(idle)' ? '' : (nativeRooms.get(functionName) ?? roomOfUrl(url) ?? (parent === undefined ? 'the rest of Node.js' : roomOf(parent)));
		found.set(id, room);
		return room;
	};

	for (const [index, id] of samples.entries()) {
		const room = roomOf(id);
		if (room !== '') {
			rooms.set(room, (rooms.get(room) ?? 0) + timeDeltas[index]);
		}
	}
}
