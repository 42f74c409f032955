import process from 'node:process';

/** Which call of which port is the last one: `disk:12` (before the twelfth that changes something), `disk:rename:2` (before the second rename). */
type CrashPoint = {readonly port: string; readonly call: string | undefined; readonly number: number};

const pattern = /^(?<port>[a-z]+)(?::(?<call>[A-Za-z]+))?:(?<number>[1-9]\d*)$/v;

function parse(text: string): CrashPoint | undefined {
	const {port, call, number} = pattern.exec(text)?.groups ?? {};
	return port === undefined ? undefined : {port, call, number: Number(number)};
}

/** As `kill -9` does it: no handler runs, nothing is tidied up. */
function die(): void {
	process.kill(process.pid, 'SIGKILL');
}

/**
For tests of crashes: a port that ends this process before a certain call, as FSYNC_TUI_CRASH_AT says. Without that variable it is the very
port that was given. `changing`: the calls that count.
*/
export function withCrashPoint<Port extends Record<string, unknown>>(name: string, port: Port, changing: ReadonlyArray<keyof Port>, options: {setting?: string | undefined; end?: () => void} = {}): Port {
	const {setting = process.env.FSYNC_TUI_CRASH_AT, end = die} = options;
	const point = setting === undefined ? undefined : parse(setting);
	if (point?.port !== name) {
		return port;
	}

	let count = 0;
	return new Proxy(port, {
		get(target, key) {
			const member: unknown = Reflect.get(target, key);
			if (typeof member !== 'function' || !changing.includes(key as keyof Port)) {
				return typeof member === 'function' ? member.bind(target) as unknown : member;
			}

			return (...parameters: unknown[]): unknown => {
				count += point.call === undefined || point.call === key ? 1 : 0;
				if (count === point.number) {
					end();
				}

				return Reflect.apply(member, target, parameters);
			};
		},
	});
}
