// A chart of the medians: a group of bars for each step, logarithmic, so that a millisecond and a minute can stand beside each other.
import {own} from './table.js';

const barHeight = 14;
const groupGap = 22;
const labelWidth = 300;
const barWidth = 440;
const colours = ['#0a7d5a', '#4f6d8f', '#7a8fa8', '#a0793d', '#8a5a83'];

const escape = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** An SVG that reads on light and dark ground. */
export function chartOf({rows, date, place}) {
	const names = [...new Set(rows.flatMap(({costs}) => Object.keys(costs)))];
	const times = rows.flatMap(({costs}) => Object.values(costs).map(({seconds}) => seconds));
	const [least, most] = [Math.min(...times) / 1.5, Math.max(...times)];
	const length = seconds => Math.max(2, barWidth * (Math.log(seconds / least) / Math.log(most / least)));
	const shapes = [];
	let y = 54;
	for (const {scenario, step, costs} of rows) {
		shapes.push(`<text x="${labelWidth - 8}" y="${y + 11}" text-anchor="end">${escape(`${scenario}: ${step}`)}</text>`);
		for (const [name, {seconds}] of Object.entries(costs)) {
			const width = length(seconds);
			shapes.push(
				`<rect x="${labelWidth}" y="${y}" width="${width.toFixed(1)}" height="${barHeight - 3}" rx="2" fill="${colours[names.indexOf(name) % colours.length]}"/>`,
				`<text x="${(labelWidth + width + 5).toFixed(1)}" y="${y + 10}"${name === own ? ' font-weight="bold"' : ''}>${seconds.toFixed(2)} s</text>`,
			);
			y += barHeight;
		}

		y += groupGap - barHeight;
	}

	const legend = names.map((name, index) =>
		`<rect x="${labelWidth + (index * 110)}" y="26" width="10" height="10" fill="${colours[index % colours.length]}"/><text x="${labelWidth + 14 + (index * 110)}" y="35">${escape(name)}</text>`);
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${labelWidth + barWidth + 80}" height="${y + 10}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="11" fill="#7d8590">
<text x="8" y="16">Time, logarithmic, medians of ${Math.min(...rows.map(({runs}) => runs))} runs or more; ${escape(place)}; ${date.slice(0, 10)}</text>
${[...legend, ...shapes].join('\n')}
</svg>
`;
}
