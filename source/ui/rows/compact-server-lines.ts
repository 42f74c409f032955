import {composeLine, type Line, type Look} from '../line.js';
import type {ServerState} from '../contract.js';
import type {Size} from '../layout.js';
import {serverHeaderRow} from './server-rows.js';
import {clientRow, shareRow} from './client-row.js';
import {inviteRows} from './invite-rows.js';

type CompactPlace = {readonly look: Look; readonly title: string; readonly wallMilliseconds: number};

/** A server on a terminal too small for panels: where it listens, its invite line, who is there, what is shared. */
export function compactServerLines(state: ServerState, {columns, rows}: Size, {look, title, wallMilliseconds}: CompactPlace): readonly Line[] {
	const room = Math.max(0, rows);
	const place = {width: columns, look, isSelected: false};
	const generationOf = (share: string) => state.shares.find(({name}) => name === share)?.generation;
	const empty = composeLine([], columns, look);
	const invite = inviteRows(state, columns);
	const body = [
		serverHeaderRow(state, title, place),
		...invite.map((row): Line => [{text: row, tone: 'accent'}]),
		...(invite.length > 0 ? [empty] : []),
		...state.clients.map(client => clientRow(client, {...place, wallMilliseconds, generation: generationOf(client.share)})),
		...state.shares.map(share => shareRow(share, place)),
	].slice(0, room);
	return [...body, ...Array.from({length: room - body.length}, () => empty)];
}
