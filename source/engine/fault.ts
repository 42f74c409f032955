/** Reasons why a whole command or session cannot go on. `cli` maps each to an exit code. */
export type FaultCode =
	| 'usage' | 'unreachable' | 'not-paired' | 'wrong-identity' | 'revoked' | 'forbidden' | 'version' | 'protocol' | 'locked'
	| 'root' | 'store' | 'halted' | 'timeout' | 'limit' | 'no-space' | 'no-version' | 'internal';

/** The only error class that is thrown on purpose: what happened and what to do, in one sentence for people. */
export class FsyncError extends Error {
	override readonly name = 'FsyncError';
	readonly code: FaultCode;

	constructor(code: FaultCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}
