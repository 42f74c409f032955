import {main} from '../source/cli/main.js';

// A throwaway folder and server with edits going on, on both sides: what the pictures are taken of, to be looked at and played with.
await main(['--demo', ...process.argv.slice(2)]);
