import {
	boxOf,
	innerRows,
	serverLayout,
	type Layout,
	type Size,
} from '../../layout.js';
import {inviteHeight, inviteRows} from '../../rows/invite-rows.js';
import {logLinesOf} from '../../rows/log-row.js';
import {transferKey} from '../../rows/transfer-row.js';
import type {
	ClientState,
	LogLine,
	ServerState,
	ShareState,
	Transfer,
} from '../../contract.js';
import type {Conditions, Scene, ScreenList} from '../../screen.js';
import {listViewOf} from '../../state/view-state.js';
import type {ServerWorld} from '../../state/world.js';

export type ServerFact = 'hasInvite' | 'hasClients'
	/** The reader is on a client. */
	| 'hasClient';

/** The server view's lists, in the order of their numbers. */
export const serverPanels = ['clients', 'shares', 'transfers', 'log'] as const;

const serverLayoutOf = (state: ServerState, size: Size): Layout => serverLayout(size, inviteHeight(state, size.columns));

type ServerScene = Pick<Scene<ServerWorld>, 'state' | 'view'>;

export const hasServerPanel = (name: string, {state, view}: ServerScene): boolean =>
	(boxOf(serverLayoutOf(state, view.size), name)?.height ?? 0) > 1;

const lists: Readonly<Record<string, (state: ServerState) => Omit<ScreenList, 'height'>>> = {
	clients: ({clients}) => ({items: clients, keyOf: ({id}) => id, textOf: ({name, address}) => `${name} ${address}`} satisfies Omit<ScreenList<ClientState>, 'height'>),
	shares: ({shares}) => ({items: shares, keyOf: ({name}) => name, textOf: ({name, root}) => `${name} ${root}`} satisfies Omit<ScreenList<ShareState>, 'height'>),
	transfers: ({transfers}) => ({items: transfers, keyOf: transferKey, textOf: ({path}) => path} satisfies Omit<ScreenList<Transfer>, 'height'>),
	log: ({log}) => ({items: logLinesOf(log), keyOf: ({id}) => String(id), textOf: ({level, topic, path = '', message}) => `${level} ${topic} ${path} ${message}`} satisfies Omit<ScreenList<LogLine>, 'height'>),
};

export function serverList(name: string, scene: ServerScene): ScreenList | undefined {
	const {state, view} = scene;
	return hasServerPanel(name, scene)
		? {...lists[name]!(state), height: innerRows(boxOf(serverLayoutOf(state, view.size), name))}
		: undefined;
}

export const serverConditions = ({state, view, visit}: Pick<Scene<ServerWorld>, 'state' | 'view' | 'visit'>): Conditions<ServerFact> => ({
	hasInvite: inviteRows(state, view.size.columns).length > 0,
	hasClients: state.clients.length > 0,
	hasClient: visit.focus === 'clients' && state.clients.length > 0 && listViewOf(visit, 'clients').cursor !== undefined,
});
