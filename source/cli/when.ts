import {FsyncError} from '../engine/fault.js';

const pad = (value: number) => value.toString().padStart(2, '0');

/** A time for people, in their time zone: `2026-05-06 14:02:31`. */
export function formatWhen(milliseconds: number): string {
	const date = new Date(milliseconds);
	const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
	return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

const secondMilliseconds = 1000;
const unitMilliseconds: Readonly<Record<string, number>> = {
	s: secondMilliseconds, m: 60 * secondMilliseconds, h: 3600 * secondMilliseconds, d: 86_400 * secondMilliseconds, w: 7 * 86_400 * secondMilliseconds,
};
const agoPattern = /^(?<count>\d{1,6})\s*(?<unit>[dhmsw]|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?|weeks?)(?:\s+ago)?$/iv;
const timePattern = /^(?<hours>[01]?\d|2[0-3]):(?<minutes>[0-5]\d)(?::(?<seconds>[0-5]\d))?$/v;
/** A day, with or without a time of day; a time without a zone is of this machine's. */
const isoPattern = /^(?<day>\d{4}-\d{2}-\d{2})(?:[ t](?<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?<zone>z|[+\-]\d{2}:?\d{2})?)?$/iv;

/** A time as somebody writes it: `14:02` or `14:02:31` (the last time that the clock showed that), ISO 8601, `2 hours ago`, `90m`, `today`, `yesterday` (days begin at midnight), `now`. Milliseconds since 1970. `alternative`: what else could have been said. */
export function parseWhen(text: string, nowMilliseconds: number, alternative = ''): number {
	const milliseconds = parseNamed(text.trim().toLowerCase(), nowMilliseconds) ?? parseAgo(text.trim(), nowMilliseconds) ?? parseTimeOfDay(text.trim(), nowMilliseconds) ?? parseIso(text.trim());
	if (milliseconds === undefined || Number.isNaN(milliseconds)) {
		throw new FsyncError('usage', `The time cannot be '${text}': give one such as 14:02, 2026-05-06T12:00, yesterday or '2 hours ago'${alternative}.`);
	}

	if (milliseconds > nowMilliseconds) {
		throw new FsyncError('usage', `The time cannot be '${text}': it is still to come.`);
	}

	return milliseconds;
}

function parseNamed(text: string, nowMilliseconds: number): number | undefined {
	const now = new Date(nowMilliseconds);
	const midnight = (daysAgo: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime();
	switch (text) {
		case 'now': {
			return nowMilliseconds;
		}

		case 'today': {
			return midnight(0);
		}

		case 'yesterday': {
			return midnight(1);
		}

		default: {
			return undefined;
		}
	}
}

function parseAgo(text: string, nowMilliseconds: number): number | undefined {
	const groups = agoPattern.exec(text)?.groups;
	const unit = unitMilliseconds[groups?.unit?.charAt(0).toLowerCase() ?? ''];
	return groups && unit !== undefined ? nowMilliseconds - (Number(groups.count) * unit) : undefined;
}

function parseTimeOfDay(text: string, nowMilliseconds: number): number | undefined {
	const groups = timePattern.exec(text)?.groups;
	if (!groups) {
		return undefined;
	}

	const now = new Date(nowMilliseconds);
	const at = (daysAgo: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo, Number(groups.hours), Number(groups.minutes), Number(groups.seconds ?? 0)).getTime();
	return at(0) > nowMilliseconds ? at(1) : at(0);
}

function parseIso(text: string): number | undefined {
	const groups = isoPattern.exec(text)?.groups;
	return groups && Date.parse(`${groups.day}T${groups.time ?? '00:00'}${groups.zone ?? ''}`);
}
