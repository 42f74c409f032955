import type {Screen} from '../screen.js';
import {client} from './client/client.js';
import {conflicts} from './conflicts/conflicts.js';
import {dashboard} from './dashboard/dashboard.js';
import {help} from './help/help.js';
import {history} from './history/history.js';
import {palette} from './palette/palette.js';
import {plan} from './plan/plan.js';
import {server} from './server/server.js';
import {tree} from './tree/tree.js';
import {why} from './why/why.js';
import {wizard} from './wizard/wizard.js';

/** Every screen of a cockpit. */
export const sessionScreens: readonly Screen[] = [dashboard, conflicts, history, tree, why, plan, help, palette];

/** Every screen of a server's view. */
export const serverScreens: readonly Screen[] = [server, client, help, palette];

/** Every screen of the first run. */
export const setupScreens: readonly Screen[] = [wizard, help, palette];
