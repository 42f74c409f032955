import {wrapHard} from '../text/wrap.js';
import type {ServerState} from '../contract.js';

/** What an invite line can be made of: anything else would not be one, and must not reach the terminal raw. */
const inviteForm = /^[\u{21}-\u{7E}]+$/v;

/** The invite line in rows of the screen's full width, without anything beside it, so that it can be selected as a whole. */
export const inviteRows = ({invite}: Pick<ServerState, 'invite'>, columns: number): readonly string[] =>
	invite === undefined || !inviteForm.test(invite.line) ? [] : wrapHard(invite.line, columns);

/** Rows that the invite takes: a sentence, the line, an empty row. */
export function inviteHeight(state: Pick<ServerState, 'invite'>, columns: number): number {
	const rows = inviteRows(state, columns).length;
	return rows === 0 ? 0 : rows + 2;
}
