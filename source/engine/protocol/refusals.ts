import {FsyncError, type FaultCode} from '../fault.js';
import type {Refusal, RefusalCode} from './messages.js';

/** What a fault is called on the wire. Everything else is internal: its message stays at home, and no stack ever travels. */
const codesOnWire: Partial<Record<FaultCode, RefusalCode>> = {
	version: 'version',
	'not-paired': 'not-paired',
	// A revoked device is told exactly what a stranger is told.
	revoked: 'not-paired',
	forbidden: 'forbidden',
	locked: 'busy',
	halted: 'halted',
	protocol: 'protocol',
	limit: 'limit',
};

/** And back. What may be over later (`busy`, `halted`, a fault of the other side) is worth another try, like a server that cannot be reached. */
const faultCodes: Record<RefusalCode, FaultCode> = {
	version: 'version',
	chunking: 'version',
	'not-paired': 'not-paired',
	forbidden: 'forbidden',
	busy: 'unreachable',
	halted: 'unreachable',
	protocol: 'protocol',
	limit: 'limit',
	internal: 'unreachable',
};

/** The same words for a stranger, a revoked device and a failed proof: nobody learns which it was. */
export const notPaired = new FsyncError('not-paired', 'This device is not paired with the server. Ask its owner for an invite line (`fsync-tui invite`) and connect with that.');

/** Why a connection ends when its device is removed; the device itself hears `notPaired`. */
export const revoked = new FsyncError('revoked', 'This device was removed from the server.');

/** The same words for a share that does not exist and one that is not for this device. */
export const forbidden = new FsyncError('forbidden', 'This device has no access to a share of that name. Ask the server\'s owner for an invite to it.');

export function toRefusal(reason: FsyncError): Refusal {
	const code = codesOnWire[reason.code];
	return code === undefined ? {type: 'refusal', code: 'internal', message: 'The other side had to end the connection because of a fault of its own. Its log says more.'} : {type: 'refusal', code, message: code === 'not-paired' ? notPaired.message : reason.message};
}

/** A peer's sentence, made harmless for a terminal: control characters and those that turn the direction of text become visible. */
export function fromRefusal({code, message}: Refusal): FsyncError {
	const shown = message.replaceAll(/[\p{Bidi_Control}\p{Control}]/gv, character => String.raw`\u{${character.codePointAt(0)!.toString(16)}}`);
	return new FsyncError(faultCodes[code], shown === '' ? `The other side refused (${code}).` : shown);
}

/** Whatever was thrown, as a fault; anything unforeseen is a bug, and `cause` has it. */
export function toFault(error: unknown): FsyncError {
	return error instanceof FsyncError ? error : new FsyncError('internal', 'A bug ended the connection. Please report it with the log.', {cause: error});
}
