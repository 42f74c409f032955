/** What decides whether somebody sits at a terminal that can show a screen. */
export type Surroundings = {
	readonly isInputTerminal: boolean;
	readonly isOutputTerminal: boolean;
	readonly environment: Readonly<Record<string, string | undefined>>;
};

export function currentSurroundings(): Surroundings {
	return {isInputTerminal: process.stdin.isTTY, isOutputTerminal: process.stdout.isTTY, environment: process.env};
}

const isSet = (value: string | undefined) => value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());

/** Lines are the better view in a pipe, in CI, on a terminal that cannot move its cursor, and for screen readers. */
export function canShowScreen({isInputTerminal, isOutputTerminal, environment}: Surroundings): boolean {
	return isInputTerminal && isOutputTerminal && environment.TERM !== 'dumb'
		&& ['CI', 'ACCESSIBLE', 'INK_SCREEN_READER'].every(name => !isSet(environment[name]));
}

/** `--ascii`, or a terminal whose locale does not read UTF-8, or the Linux console. */
export function needsAscii(isAsked: boolean, environment: Surroundings['environment']): boolean {
	const locale = environment.LC_ALL ?? environment.LC_CTYPE ?? environment.LANG ?? '';
	return isAsked || environment.TERM === 'linux' || (locale !== '' && !/utf-?8/iv.test(locale));
}

/** Colours are decided by libraries that read these variables when they are loaded. */
export function applyColorChoice(hasColor: boolean, environment: Record<string, string | undefined>): void {
	if (hasColor && (environment.NO_COLOR ?? '') === '') {
		return;
	}

	environment.FORCE_COLOR = '0';
	environment.NO_COLOR = '1';
}
