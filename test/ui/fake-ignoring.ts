import type {Ignoring, PatternLook} from '../../source/ui/ignoring.js';

/** A rule file that notes what it is asked for. */
export class FakeIgnoring implements Ignoring {
	readonly calls: string[] = [];

	async look(pattern: string): Promise<PatternLook> {
		this.calls.push(`look ${pattern}`);
		return {files: 12, bytes: 3_000_000};
	}

	async add(pattern: string): Promise<void> {
		this.calls.push(`add ${pattern}`);
	}
}
