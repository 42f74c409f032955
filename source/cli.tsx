#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';

// Nothing but this check may run, or even be loaded, on an older Node: everything else comes by the imports below.
const [major = 0, minor = 0] = process.versions.node.split('.', 2).map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
	process.stderr.write(`fsync-tui needs Node.js 22.22 or newer, and this is ${process.version}: install a newer one and start again.\n`);
	process.exit(1);
}

// React's development build leaks performance entries; it looks at this once, when it is loaded.
process.env.NODE_ENV = 'production';
// Compiled code is kept in this user's own cache. Node's usual place, a folder of temporary files that all users share, would let another user say what runs here.
const {userFolders} = await import('./store/user-folders.js');
module.enableCompileCache(userFolders.cache);
const argv = process.argv.slice(2);
if (argv.includes('--once') || argv.includes('--server')) {
	// These will want the disk's thread, which takes as long to come up as all the rest to be loaded.
	const {startSpareThread} = await import('./engine/disk/disk-thread.js');
	startSpareThread();
}

const {main} = await import('./cli/main.js');
await main(argv);
