/** The server's face: all that a screen or a command may know of it. */
export type {Server, ServerOptions, ShareOptions} from './options.js';
export {startServer} from './server.js';
