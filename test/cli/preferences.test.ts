import {
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {loadPreferences, preferencesFile} from '../../source/cli/preferences.js';
import {readPreferences} from '../../source/ui/index.js';

function homeOf(t: ExecutionContext, text?: string) {
	const folder = mkdtempSync(join(tmpdir(), 'fsync-tui-preferences-'));
	t.teardown(() => {
		rmSync(folder, {recursive: true});
	});
	const home = {config: folder, data: folder};
	if (text !== undefined) {
		writeFileSync(preferencesFile(home), text);
	}

	return home;
}

test('without a file everything is as usual', t => {
	t.deepEqual(loadPreferences(homeOf(t), readPreferences), {preferences: {}, warnings: []});
});

test('a file is read and left as it is', t => {
	const text = '{"mouse": true}';
	const home = homeOf(t, text);
	t.like(loadPreferences(home, readPreferences), {preferences: {mouse: true}, warnings: []});
	t.is(readFileSync(preferencesFile(home), 'utf8'), text);
});

test('what is no JSON is a warning, not an error', t => {
	const {preferences, warnings} = loadPreferences(homeOf(t, '{mouse: true'), readPreferences);
	t.deepEqual(preferences, {});
	t.is(warnings.length, 1);
	t.regex(warnings[0]!, /^it is no JSON/v);
});
