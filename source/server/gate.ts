import {isIPv6} from 'node:net';
import type {Clock} from '../engine/clock.js';

/** How much of a stranger the server bears; sockets and milliseconds. */
export type GateLimits = {
	readonly sockets: number;
	readonly strangers: number;
	readonly strangersPerAddress: number;
	/** Handshakes of one address: so many at once, then so many per second. */
	readonly burst: number;
	readonly handshakesPerSecond: number;
	/** An address that fails to identify itself waits, twice as long each time, from the first to the most. */
	readonly firstPenaltyMilliseconds: number;
	readonly mostPenaltyMilliseconds: number;
	/** Whether this machine's own users are held to the limits for one address. They can make it slow in easier ways. */
	readonly limitsLoopback: boolean;
};

export const defaultGateLimits: GateLimits = {
	sockets: 64,
	strangers: 16,
	strangersPerAddress: 4,
	burst: 20,
	handshakesPerSecond: 5,
	firstPenaltyMilliseconds: 1000,
	mostPenaltyMilliseconds: 300_000,
	limitsLoopback: false,
};

/** Addresses that are remembered; beyond that the oldest are forgotten. */
const rememberedAddresses = 4096;

/** One visitor's place. A stranger's can be taken by a later one. */
export type Place = {
	readonly address: string;
	/** Called when the place goes to somebody else; it is free then already. */
	onEvicted(callback: () => void): void;
	/** It has identified itself and cannot be put out any more. */
	identified(): void;
	/** It has turned out to be nobody we know. */
	failed(): void;
	release(): void;
};

type Visitor = {readonly key: string; evict: () => void};
type Record = {tokens: number; at: number; failures: number; blockedUntil: number};

/**
Counts who comes. When there is no place for another stranger, the one that has dawdled longest goes: an honest handshake takes
milliseconds, so that a crowd that only holds places does not keep anybody out (attack A21).
*/
export class Gate {
	readonly #limits: GateLimits;
	readonly #clock: Clock;
	readonly #strangers = new Set<Visitor>();
	readonly #records = new Map<string, Record>();
	#sockets = 0;

	constructor(clock: Clock, limits: Partial<GateLimits> = {}) {
		this.#clock = clock;
		this.#limits = {...defaultGateLimits, ...limits};
	}

	get socketCount(): number {
		return this.#sockets;
	}

	/** A place for a new socket, or undefined when it has to go at once. */
	enter(address: string): Place | undefined {
		const key = addressKey(address);
		const isLimited = this.#limits.limitsLoopback || !isLoopback(key);
		if (isLimited && !this.#takeToken(key)) {
			return undefined;
		}

		if (isLimited) {
			this.#makeRoomBeside(key);
		}

		this.#makeRoom();
		return this.#sockets < this.#limits.sockets ? this.#place(address, key) : undefined;
	}

	#place(address: string, key: string): Place {
		let isHere = true;
		const release = () => {
			this.#strangers.delete(visitor);
			this.#sockets -= isHere ? 1 : 0;
			isHere = false;
		};

		const visitor: Visitor = {key, evict: release};
		this.#sockets++;
		this.#strangers.add(visitor);
		return {
			address,
			onEvicted(callback) {
				visitor.evict = () => {
					release();
					callback();
				};
			},
			identified: () => {
				this.#strangers.delete(visitor);
				this.#forgive(key);
			},
			failed: () => {
				this.#punish(key);
			},
			release,
		};
	}

	#makeRoomBeside(key: string): void {
		const neighbours = [...this.#strangers].filter(visitor => visitor.key === key);
		if (neighbours.length >= this.#limits.strangersPerAddress) {
			neighbours[0]?.evict();
		}
	}

	#makeRoom(): void {
		if (!(this.#strangers.size >= this.#limits.strangers || this.#sockets >= this.#limits.sockets)) {
			return;
		}

		const [oldest] = this.#strangers;
		oldest?.evict();
	}

	/** A token bucket for each address (Turner, 1986). */
	#takeToken(key: string): boolean {
		const now = this.#clock.monotonicMilliseconds();
		const record = this.#recordOf(key, now);
		const {burst, handshakesPerSecond} = this.#limits;
		record.tokens = Math.min(burst, record.tokens + ((now - record.at) / 1000 * handshakesPerSecond));
		record.at = now;
		if (record.tokens < 1 || now < record.blockedUntil) {
			return false;
		}

		record.tokens--;
		return true;
	}

	#punish(key: string): void {
		const {firstPenaltyMilliseconds, mostPenaltyMilliseconds} = this.#limits;
		const now = this.#clock.monotonicMilliseconds();
		const record = this.#recordOf(key, now);
		record.blockedUntil = now + Math.min(mostPenaltyMilliseconds, firstPenaltyMilliseconds * (2 ** record.failures));
		record.failures++;
	}

	#forgive(key: string): void {
		const record = this.#records.get(key);
		if (!record) {
			return;
		}

		record.failures = 0;
		record.blockedUntil = 0;
	}

	/** The newest record is the last of the map. */
	#recordOf(key: string, now: number): Record {
		const record = this.#records.get(key) ?? {
			tokens: this.#limits.burst, at: now, failures: 0, blockedUntil: 0,
		};
		this.#records.delete(key);
		this.#records.set(key, record);
		const [oldest] = this.#records.keys();
		if (this.#records.size > rememberedAddresses && oldest !== undefined) {
			this.#records.delete(oldest);
		}

		return record;
	}
}

function isLoopback(key: string): boolean {
	return key.startsWith('127.') || key === '0:0:0:0';
}

/** What counts as one address: an IPv4 address, or the /64 network that one IPv6 customer has. */
export function addressKey(address: string): string {
	const mapped = /^::ffff:(?<four>[\d.]+)$/iv.exec(address)?.groups?.four;
	if (mapped !== undefined || !isIPv6(address)) {
		return mapped ?? address;
	}

	const [head = '', tail] = address.split('%', 1)[0]!.split('::', 2);
	const first = head === '' ? [] : head.split(':');
	const last = tail === undefined || tail === '' ? [] : tail.split(':');
	const zeros = Array.from({length: Math.max(0, 8 - first.length - last.length)}, () => '0');
	return [...first, ...zeros, ...last].slice(0, 4).map(group => Number.parseInt(group, 16).toString(16)).join(':');
}
