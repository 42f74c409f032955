import test from 'ava';
import {formatWhen, parseWhen} from '../../source/cli/when.js';

const noon = new Date(2024, 4, 6, 12).getTime();
const minute = 60_000;

const rows: ReadonlyArray<readonly [text: string, expected: number]> = [
	['now', noon],
	['today', new Date(2024, 4, 6).getTime()],
	['Yesterday', new Date(2024, 4, 5).getTime()],
	['2 hours ago', noon - (120 * minute)],
	['1 hour ago', noon - (60 * minute)],
	['90m', noon - (90 * minute)],
	['90 min ago', noon - (90 * minute)],
	['30s', noon - 30_000],
	['3d', noon - (3 * 1440 * minute)],
	['1 week ago', noon - (7 * 1440 * minute)],
	['11:59', new Date(2024, 4, 6, 11, 59).getTime()],
	['9:05:30', new Date(2024, 4, 6, 9, 5, 30).getTime()],
	['12:00:01', new Date(2024, 4, 5, 12, 0, 1).getTime()],
	['2024-05-01', new Date(2024, 4, 1).getTime()],
	['2024-05-01T08:30', new Date(2024, 4, 1, 8, 30).getTime()],
	['2024-05-01 08:30:15', new Date(2024, 4, 1, 8, 30, 15).getTime()],
	['2024-05-01T08:30:15.250Z', Date.UTC(2024, 4, 1, 8, 30, 15, 250)],
	['2024-05-01T08:30+02:00', Date.UTC(2024, 4, 1, 6, 30)],
];

for (const [text, expected] of rows) {
	test(`the time ${text} is understood`, t => {
		t.is(parseWhen(text, noon), expected);
	});
}

for (const text of ['', 'soon', '2024', '2024-13-01', '2024-05-01T25:00', '5 apples ago', '-1h', '24:00', '12:60', '2024-05-07', '1e3']) {
	test(`'${text}' is no time that has passed`, t => {
		t.throws(() => parseWhen(text, noon), {code: 'usage', message: /^The time cannot be '.*': (?:give one such as 14:02|it is still to come)/v});
	});
}

test('a time that was shown is understood', t => {
	t.is(parseWhen(formatWhen(noon), noon), noon);
});
