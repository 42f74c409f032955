import type {Screen} from '../screen.js';
import {conflicts} from './conflicts/conflicts.js';
import {dashboard} from './dashboard/dashboard.js';
import {help} from './help/help.js';
import {history} from './history/history.js';
import {palette} from './palette/palette.js';
import {server} from './server/server.js';
import {tree} from './tree/tree.js';
import {why} from './why/why.js';

/** Every screen of a cockpit. */
export const sessionScreens: readonly Screen[] = [dashboard, conflicts, history, tree, why, help, palette];

/** Every screen of a server's view. */
export const serverScreens: readonly Screen[] = [server, help, palette];
