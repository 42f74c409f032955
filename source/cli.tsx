#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';
import v8 from 'node:v8';

// Nothing but this check may run, or even be loaded, on an older Node: everything else comes by the import below.
const [major = 0, minor = 0] = process.versions.node.split('.', 2).map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
	process.stderr.write(`fsync-tui needs Node.js 22.22 or newer, and this is ${process.version}: install a newer one and start again.\n`);
	process.exit(1);
}

// React's development build leaks performance entries; it looks at this once, when it is loaded.
process.env.NODE_ENV = 'production';
// A young generation that stays small costs little here and keeps 100 MB of garbage from being resident at 100,000 files; its maximum
// cannot be changed any more at this point, but its growth can.
v8.setFlagsFromString('--semi-space-growth-factor=1');
module.enableCompileCache();
const {main} = await import('./cli/main.js');
await main(process.argv.slice(2));
