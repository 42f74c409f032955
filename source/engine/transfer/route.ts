import type {Message} from '../protocol/messages.js';
import type {Receiver} from './receiver.js';
import type {Sender} from './sender.js';

/** Hands a message about contents to whoever it is for; false when it is about something else. */
export async function routeContent(message: Message, {sender, receiver}: {readonly sender: Sender; readonly receiver: Receiver}): Promise<boolean> {
	switch (message.type) {
		case 'init-response':
		case 'signatures':
		case 'check-hash-response': {
			sender.handle(message);
			return true;
		}

		case 'pack':
		case 'init':
		case 'want-signatures':
		case 'data':
		case 'delta':
		case 'check-hash':
		case 'finish':
		case 'unavailable': {
			await receiver.handle(message);
			return true;
		}

		default: {
			return false;
		}
	}
}
