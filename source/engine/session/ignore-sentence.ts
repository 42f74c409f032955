import type {IgnoreChange, IgnoredPaths} from './ignore-change.js';

const pathsNamed = 3;
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Changed rules in words: whose, what they leave out or bring back, and that nothing is deleted. */
export function ignoreSentence({hidden, shown, sources}: IgnoreChange): string {
	const names = sources.map(source => `\`${source}\``).join(', ');
	const isEdited = sources.length === 1 && sources[0]!.endsWith('.fsyncignore');
	const parts = [
		...(hidden.count > 0 ? [`${quantity(hidden)} left out from now on: ${list(hidden)}; nothing is deleted on either side`] : []),
		...(shown.count > 0 ? [`${quantity(shown)} synced again: ${list(shown)}; what differs is kept on both sides as a conflict`] : []),
	];
	return `${isEdited ? `${names} changed` : `The ignore rules changed (${names})`}: ${parts.join('; ')}.`;
}

function quantity({count, bytes}: IgnoredPaths): string {
	return `${count} ${count === 1 ? 'path' : 'paths'} (${size(bytes)}) ${count === 1 ? 'is' : 'are'}`;
}

function list({count, paths}: IgnoredPaths): string {
	return `${paths.slice(0, pathsNamed).join(', ')}${count > pathsNamed ? ' …' : ''}`;
}

function size(bytes: number): string {
	const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
	return (bytes / (1000 ** power)).toLocaleString('en', {
		style: 'unit', unit: units[power]!, maximumFractionDigits: 1,
	});
}
