import {folderName} from '../../text/home-path.js';
import {formatCounted} from '../../text/count.js';
import {onSession, type SessionCondition} from '../../keys/session.js';
import type {Helm, KeyBinding} from '../../screen.js';
import type {SessionWorld} from '../../state/world.js';

type HaltKey = KeyBinding<SessionWorld, unknown, SessionCondition>;

/** The answers to a session that has halted for deletions. */
export const haltKeys: readonly HaltKey[] = [
	{
		action: 'accept-deletion', chords: ['D'], group: 'SESSION', label: 'delete', help: 'carry deletions out (asks a name)', isValid: is => is.hasDeletions && !is.isClosing, run: askToDelete,
	},
	{
		action: 'put-back', chords: ['R'], group: 'SESSION', label: 'put back', help: 'put back what vanished', isValid: is => is.hasDeletions && !is.isClosing, run: onSession(session => {
			session.answerHalt('put-back');
		}),
	},
];

function askToDelete(helm: Helm<SessionWorld>): void {
	const {halt} = helm.scene().state.current;
	const other = halt?.side === 'remote' ? 'this folder' : 'the other side';
	helm.ask({
		text: `Delete ${formatCounted(halt?.paths.length ?? 0, 'path')} on ${other}, too? They go to the trash there.`,
		yes: 'delete',
		typed: folderName(helm.scene().state.current.folder),
		run() {
			onSession(session => {
				session.answerHalt('accept');
			})(helm);
		},
	});
}
