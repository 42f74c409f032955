import type {ConflictVersions, OpenConflict, VersionContent} from '../../source/ui/contract.js';
import {conflicts} from './states.js';

const text = (...lines: readonly string[]): VersionContent => ({kind: 'text', text: lines.map(line => `${line}\n`).join('')});
const head = ['# Plan', '', 'What we do this winter.', '', 'The vendor says so.', 'The others agree.', 'Nothing is final.', '', '## Dates', '', 'All of them may slip.', ''];
const risks = ['', '## Risks', '- Vendor API'];

/** A plan that both sides have changed in one line, and each in one more. */
export const plan: ConflictVersions = {
	conflict: {...conflicts[0]!, localDevice: 'laptop', remoteDevice: 'build'},
	base: text(...head, '## Milestones', '- Beta: 12 December', '- GA: spring', '', 'Owner: tbd', ...risks),
	local: text(...head, '## Milestones', '- Beta: 19 December', '- GA: spring', '', 'Owner: web team', ...risks, '- Hiring', '- Budget'),
	remote: text(...head, '## Milestones', '- Beta: 9 January (vendor slip)', '- GA: spring', '', 'Owner: build team', ...risks),
};

/** The versions of a conflict that have other contents. */
export const versionsOf = (conflict: OpenConflict, local: VersionContent, remote: VersionContent, base?: VersionContent): ConflictVersions => ({
	conflict, base: base ?? {kind: 'unavailable'}, local, remote,
});

export const app = versionsOf(conflicts[1]!, text('{', '\t"port": 8440,', '\t"host": "build"', '}'), {kind: 'absent'}, text('{', '\t"port": 8440', '}'));
export const logo = versionsOf(conflicts[2]!, {kind: 'binary'}, {kind: 'binary'}, {kind: 'absent'});

/** What a fake session knows of its conflicts. */
export const knownVersions: readonly ConflictVersions[] = [plan, app, logo];
