import type {Cancel, Message} from '../protocol/messages.js';
import type {Response} from './outgoing-file.js';
import type {ContentMessage, Receiver} from './receiver.js';
import type {Sender} from './sender.js';

const forSender: ReadonlySet<string> = new Set<(Response | Cancel)['type']>(['init-response', 'signatures', 'check-hash-response', 'cancel']);
const forReceiver: ReadonlySet<string> = new Set<ContentMessage['type']>(['pack', 'init', 'want-signatures', 'data', 'delta', 'check-hash', 'finish', 'unavailable']);

const isForSender = (message: Message): message is Response | Cancel => forSender.has(message.type);
const isForReceiver = (message: Message): message is ContentMessage => forReceiver.has(message.type);

/** Hands a message about contents to whoever it is for; false when it is about something else. */
export async function routeContent(message: Message, {sender, receiver}: {readonly sender: Sender; readonly receiver: Receiver}): Promise<boolean> {
	if (isForSender(message)) {
		sender.handle(message);
		return true;
	}

	if (isForReceiver(message)) {
		await receiver.handle(message);
		return true;
	}

	return false;
}
