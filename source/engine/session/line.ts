import type {Connection} from '../protocol/connection.js';
import type {Welcome} from '../protocol/messages.js';
import type {Link} from './link.js';

/** An open conversation with the server: greeted, and the share's tree known as of the greeting. */
export type Line = {readonly link: Link; readonly connection: Connection; readonly welcome: Welcome};

/** Reaches the server and greets it. Throws `FsyncError`: `unreachable` is worth another try, anything else is final. */
export type Dial = (signal: AbortSignal) => Promise<Line>;
