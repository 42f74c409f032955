import {composeLine, type Line, type Look} from '../line.js';
import type {Tone} from '../theme.js';

/** A label and what it is, in the side panels. */
export type Fact = {readonly label: string; readonly text: string; readonly tone?: Tone; readonly cut?: 'end' | 'path'};

export const factRow = ({label, text, tone = 'plain', cut = 'end'}: Fact, width: number, look: Look): Line => composeLine([
	{
		text: label, width: 9, tone: 'muted', gap: 1,
	},
	{
		text, grows: true, tone, cut,
	},
], width, look);
