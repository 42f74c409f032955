import type {Clock} from '../clock.js';
import {Board} from './board.js';
import type {SessionState} from './state.js';

/** A session's board: remembers since when it has been in its phase. */
export class SessionBoard extends Board<SessionState> {
	readonly #wallMilliseconds: () => number;

	constructor(initial: SessionState, clock: Clock) {
		super({...initial, phaseSinceMilliseconds: clock.wallMilliseconds()}, clock);
		this.#wallMilliseconds = () => clock.wallMilliseconds();
	}

	override patch(change: Parameters<Board<SessionState>['patch']>[0]): void {
		const isOther = change.phase !== undefined && change.phase !== this.state().phase;
		super.patch(isOther ? {...change, phaseSinceMilliseconds: this.#wallMilliseconds()} : change);
	}
}
