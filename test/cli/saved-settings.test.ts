import test from 'ava';
import {parseArguments} from '../../source/cli/arguments.js';
import type {SyncInvocation} from '../../source/cli/invocation.js';
import {settingsFor} from '../../source/cli/saved-settings.js';
import type {SessionRecord} from '../../source/engine/session/session-store.js';

const record: SessionRecord = {
	id: 'a', folder: '/my/site', remote: 'vault:site', createdMilliseconds: 0, settings: {
		mode: 'push', ignorePatterns: ['*.tmp'], useGitignore: true, chunking: 'fixed', limitBytesPerSecond: 1000,
	},
};
const given = (...argv: readonly string[]) => parseArguments(['/my/site', ...argv], '1') as SyncInvocation;

const rows: ReadonlyArray<readonly [title: string, argv: readonly string[], settings: Partial<SyncInvocation['settings']>]> = [
	['nothing said', [], {
		run: 'screen', mode: 'push', ignorePatterns: ['*.tmp'], useGitignore: true, chunking: 'fixed', limitBytesPerSecond: 1000,
	}],
	['another direction', ['--mode', 'pull'], {mode: 'pull', ignorePatterns: ['*.tmp']}],
	['the usual direction, said', ['--mode', 'two-way'], {mode: 'two-way'}],
	['other patterns', ['--ignore', '*.log', '--once'], {run: 'once', mode: 'push', ignorePatterns: ['*.log']}],
	['another limit', ['--limit', '2000'], {limitBytesPerSecond: 2000}],
];

for (const [title, argv, settings] of rows) {
	test(`a saved session goes on as it was run last: ${title}`, t => {
		t.like(settingsFor(record, given(...argv)), settings);
	});
}

test('a session that was saved without settings has the usual ones', t => {
	const {settings: _, ...bare} = record;
	t.like(settingsFor(bare, given()), {
		mode: 'two-way', ignorePatterns: [], useGitignore: false, chunking: 'fastcdc',
	});
});
