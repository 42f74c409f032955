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
/** A day, with or without a time of day; a time without a zone is of this machine's. */
const isoPattern = /^(?<day>\d{4}-\d{2}-\d{2})(?:[ t](?<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?<zone>z|[+\-]\d{2}:?\d{2})?)?$/iv;

/** A time as somebody writes it: ISO 8601, `2 hours ago`, `90m`, `today`, `yesterday` (days begin at midnight), `now`. Milliseconds since 1970. */
export function parseWhen(text: string, nowMilliseconds: number): number {
	const milliseconds = parseNamed(text.trim().toLowerCase(), nowMilliseconds) ?? parseAgo(text.trim(), nowMilliseconds) ?? parseIso(text.trim());
	if (milliseconds === undefined || Number.isNaN(milliseconds)) {
		throw new FsyncError('usage', `--at cannot be '${text}': give a time such as 2026-05-06T12:00, yesterday or '2 hours ago', or a number that fsync-tui history shows.`);
	}

	if (milliseconds > nowMilliseconds) {
		throw new FsyncError('usage', `--at cannot be '${text}': that time is still to come.`);
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

function parseIso(text: string): number | undefined {
	const groups = isoPattern.exec(text)?.groups;
	return groups && Date.parse(`${groups.day}T${groups.time ?? '00:00'}${groups.zone ?? ''}`);
}
