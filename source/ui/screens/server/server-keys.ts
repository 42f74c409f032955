import type {ClientState} from '../../contract.js';
import type {CommonCondition} from '../../keys/common.js';
import type {Helm, KeyBinding} from '../../screen.js';
import type {ServerWorld} from '../../state/world.js';
import type {ServerFact} from './server-model.js';

type ServerHelm = Helm<ServerWorld>;
type ServerKey = KeyBinding<ServerWorld, unknown, ServerFact | CommonCondition>;

/** What a server's view can be asked for. */
export const serverKeys: readonly ServerKey[] = [
	{
		action: 'invite', chords: ['i'], group: 'SESSION', label: 'invite', help: 'make a new invite line for one device', isValid: is => !is.isClosing, run: invite,
	},
	{
		action: 'copy-invite', chords: ['y'], group: 'SESSION', label: 'copy invite', help: 'copy the invite line', isValid: is => is.hasInvite, run(helm) {
			helm.copy(helm.scene().state.invite?.line ?? '');
			helm.say('The invite line is copied: paste it on the other machine.');
		},
	},
	{
		action: 'withdraw-invite', chords: ['w'], group: 'SESSION', label: 'withdraw', help: 'take the invite back: nobody can use it any more', isValid: is => is.hasInvite && is.hasClients, run(helm) {
			attempt(helm, async () => helm.control.withdrawInvite(), () => 'The invite is withdrawn.');
		},
	},
	{
		action: 'revoke', chords: ['x'], group: 'SELECTION', label: 'revoke', help: 'take a device\'s right away (asks first)', isValid: is => is.hasClient && !is.isClosing, run(helm) {
			const client = selectedClient(helm);
			if (client !== undefined) {
				askToRevoke(helm, client);
			}
		},
	},
	{
		action: 'client', chords: ['enter'], group: 'SELECTION', label: 'details', help: 'all about the selected client', isValid: is => is.hasClient, run(helm) {
			const client = selectedClient(helm);
			if (client !== undefined) {
				helm.open('client', {device: client.device});
			}
		},
	},
];

function selectedClient(helm: ServerHelm): ClientState | undefined {
	const list = helm.list('clients');
	return list?.selected === undefined ? undefined : list.itemAt(list.selected) as ClientState;
}

function invite(helm: ServerHelm): void {
	attempt(helm, async () => helm.control.invite(), () => 'A new invite is open: y copies it. It pairs one device, once.');
}

/** Asks whether a device is meant to go, and puts it out. */
export function askToRevoke(helm: Pick<ServerHelm, 'ask' | 'say' | 'control'>, {device, name, isConnected}: Pick<ClientState, 'device' | 'name' | 'isConnected'>): void {
	helm.ask({
		text: `Revoke ${name}? ${isConnected ? 'Its connections end at once, and it' : 'It'} has to be paired again.`,
		yes: 'yes, revoke',
		run() {
			attempt(helm, async () => helm.control.revoke(device), wasThere => wasThere ? `${name} is revoked.` : `${name} was revoked already.`);
		},
	});
}

/** Says how it went; a refusal of the disk is told like any other. */
function attempt<Value>(helm: Pick<ServerHelm, 'say'>, task: () => Promise<Value>, sentence: (value: Value) => string): void {
	task().then(value => {
		helm.say(sentence(value));
	}).catch((error: unknown) => {
		helm.say(error instanceof Error ? error.message : String(error), 'bad');
	});
}
