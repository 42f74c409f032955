import {formatTimeOfDay} from './duration.js';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayMilliseconds = 24 * 60 * 60 * 1000;

/** A day by the local calendar: `21 Oct`, with the year when it is another one. */
export function formatDay(wallMilliseconds: number, nowMilliseconds: number): string {
	const [date, now] = [new Date(wallMilliseconds), new Date(nowMilliseconds)];
	const day = `${date.getDate()} ${months[date.getMonth()]}`;
	return date.getFullYear() === now.getFullYear() ? day : `${day} ${date.getFullYear()}`;
}

const startOfDay = (milliseconds: number) => new Date(milliseconds).setHours(0, 0, 0, 0);

/** A moment in the past as people say it: `14:02`, `yesterday 17:20`, `21 Oct`. */
export function formatMoment(wallMilliseconds: number, nowMilliseconds: number): string {
	const days = Math.round((startOfDay(nowMilliseconds) - startOfDay(wallMilliseconds)) / dayMilliseconds);
	const time = formatTimeOfDay(wallMilliseconds).slice(0, 5);
	if (days > 1) {
		return formatDay(wallMilliseconds, nowMilliseconds);
	}

	return days === 1 ? `yesterday ${time}` : time;
}
