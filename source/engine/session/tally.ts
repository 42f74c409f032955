import type {Operation} from '../core/operation.js';
import {zeroTotals} from './empty-state.js';
import {operationName} from './plan-counts.js';
import type {Savings, Totals} from './state.js';
import {treeCounts} from './tree-counts.js';

/** A content that has crossed: how many bytes of it travelled, and how many the receiver had. */
export type Crossed = {readonly sentBytes: number; readonly reusedBytes: number; readonly borrowedBytes: number};

/** Adds up what a session has carried, and what it did not have to carry. */
export class Tally {
	#totals: Totals = zeroTotals;

	totals(): Totals {
		return this.#totals;
	}

	wire(wireSentBytes: number, wireReceivedBytes: number): void {
		this.#add({wireSentBytes, wireReceivedBytes});
	}

	crossed({sentBytes, reusedBytes, borrowedBytes}: Crossed): void {
		const {literalBytes, reusedBytes: before} = this.#totals;
		this.#add({literalBytes: literalBytes + sentBytes, reusedBytes: before + reusedBytes});
		this.#save({deltaBytes: reusedBytes - borrowedBytes, dedupBytes: borrowedBytes});
	}

	/** Bytes have travelled as fewer. What does not get smaller travels as it is. */
	packed(bytes: number, packedBytes: number): void {
		this.#save({zstdBytes: Math.max(0, bytes - packedBytes)});
	}

	/** A step of a plan has been carried out. `isSpared`: its content was on that side already, in another file. */
	applied(operation: Operation, isSpared: boolean): void {
		const name = operationName(operation);
		if (name !== 'attributes') {
			this.#add({[name]: this.#totals[name] + 1});
		}

		if (operation.kind === 'move') {
			this.#save({renameBytes: bytesOf(operation)});
		} else if (operation.kind === 'put' && isSpared) {
			this.#save({dedupBytes: operation.node.kind === 'file' ? operation.node.size : 0});
		}
	}

	#add(change: Partial<Totals>): void {
		this.#totals = {...this.#totals, ...change};
	}

	#save(bytes: Partial<Savings>): void {
		const {saved} = this.#totals;
		const sum = Object.fromEntries(Object.entries(saved).map(([way, before]) => [way, before + (bytes[way as keyof Savings] ?? 0)]));
		this.#add({saved: sum as Savings});
	}
}

/** What moves as a whole, in bytes. */
function bytesOf({expected}: Extract<Operation, {kind: 'move'}>): number {
	if (expected.kind === 'folder') {
		return treeCounts(expected).bytes;
	}

	return expected.kind === 'file' ? expected.size : 0;
}
