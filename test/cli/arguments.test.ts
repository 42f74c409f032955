import test from 'ava';
import {helpText, parseArguments} from '../../source/cli/arguments.js';
import {FsyncError} from '../../source/engine/fault.js';
import type {Invocation} from '../../source/cli/invocation.js';

const parse = (...argv: string[]) => parseArguments(argv, '1.2.3');

const defaults = {
	command: 'sync',
	settings: {
		run: 'screen', mode: 'two-way', prefer: 'hold', quietMilliseconds: 300, ceilingMilliseconds: 3000,
		ignorePatterns: [], useGitignore: false, acceptDeletions: false, restoreDeletions: false, chunking: 'fastcdc',
	},
	output: {
		format: 'auto', verbosity: 'normal', hasColor: true, isAscii: false,
	},
} as const;

const settings = (changes: Record<string, unknown>) => ({...defaults, settings: {...defaults.settings, ...changes}});
const output = (changes: Record<string, unknown>) => ({...defaults, output: {...defaults.output, ...changes}});

const accepted: ReadonlyArray<readonly [argv: string[], expected: Record<string, unknown>]> = [
	[[], defaults],
	[['site'], {...defaults, folder: 'site'}],
	[['./invite'], {...defaults, folder: './invite'}],
	[['site', 'build:8440'], {...defaults, folder: 'site', remote: {kind: 'server', address: {host: 'build', port: 8440}}}],
	[['site', 'build:8440/docs'], {...defaults, folder: 'site', remote: {kind: 'server', address: {host: 'build', port: 8440}, share: 'docs'}}],
	[['site', '[::1]:8440/docs'], {...defaults, folder: 'site', remote: {kind: 'server', address: {host: '::1', port: 8440}, share: 'docs'}}],
	[['site', 'fsync1:whatever'], {...defaults, folder: 'site', remote: {kind: 'invite', line: 'fsync1:whatever'}}],
	[['site', 'vault'], {...defaults, folder: 'site', remote: {kind: 'vault'}}],
	[['site', 'vault:mine'], {...defaults, folder: 'site', remote: {kind: 'vault', name: 'mine'}}],
	[['site', '--once'], {...settings({run: 'once'}), folder: 'site'}],
	[['--watch', 'site'], {...settings({run: 'watch'}), folder: 'site'}],
	[['-n'], settings({run: 'plan'})],
	[['--dry-run', '--once'], settings({run: 'plan'})],
	[['--mode', 'mirror-push'], {...settings({mode: 'mirror-push'}), isModeGiven: true}],
	[['--prefer=both'], settings({prefer: 'both'})],
	[['--debounce', '0'], settings({quietMilliseconds: 0})],
	[['--debounce', '5000'], settings({quietMilliseconds: 5000, ceilingMilliseconds: 5000})],
	[['--debounce-max', '10000'], settings({ceilingMilliseconds: 10_000})],
	[['--ignore', 'a', '--ignore', '*.b'], settings({ignorePatterns: ['a', '*.b']})],
	[['--gitignore'], settings({useGitignore: true})],
	[['--limit', '5M'], settings({limitBytesPerSecond: 5 * 1024 * 1024})],
	[['--limit', '1.5kb'], settings({limitBytesPerSecond: 1500})],
	[['--ask-above', '5000'], settings({askAbove: {steps: 5000, bytes: Infinity}})],
	[['--ask-above', '2G'], settings({askAbove: {steps: Infinity, bytes: 2 * (1024 ** 3)}})],
	[['--ask-above', 'never'], settings({askAbove: 'never'})],
	[['--yes-delete'], settings({acceptDeletions: true})],
	[['--restore-deleted'], settings({restoreDeletions: true})],
	[['--merge'], settings({isMerging: true})],
	[['--no-merge'], settings({isMerging: false})],
	[['--chunking', 'fixed'], settings({chunking: 'fixed'})],
	[['--json'], output({format: 'json'})],
	[['--plain', '-q'], output({format: 'plain', verbosity: 'quiet'})],
	[['-v', '--no-color', '--ascii', '--log-file', 'x.log'], output({
		verbosity: 'verbose', hasColor: false, isAscii: true, logFile: 'x.log',
	})],
	[['--server', '/srv/site'], {
		command: 'serve', listen: {host: '0.0.0.0', port: 8440}, shares: [{name: 'site', path: '/srv/site'}], isReadOnly: false,
		tuning: {quietMilliseconds: 300, ceilingMilliseconds: 3000, chunking: 'fastcdc'}, output: defaults.output,
	}],
	[['--server', '/srv/My files', '--listen', '127.0.0.1:0', '--read-only', '--share', 'default=/srv/b', '--json'], {
		command: 'serve', listen: {host: '127.0.0.1', port: 0}, shares: [{name: 'default', path: '/srv/b'}, {name: 'My-files', path: '/srv/My files'}], isReadOnly: true,
		tuning: {quietMilliseconds: 300, ceilingMilliseconds: 3000, chunking: 'fastcdc'}, output: {...defaults.output, format: 'json'},
	}],
	[['--demo', '--plain'], {command: 'demo', output: {...defaults.output, format: 'plain'}}],
	[['invite'], {command: 'invite', isReadOnly: false, output: defaults.output}],
	[['invite', 'docs', '--read-only', '--json'], {
		command: 'invite', share: 'docs', isReadOnly: true, output: {...defaults.output, format: 'json'},
	}],
	[['--json', 'devices'], {command: 'devices', output: {...defaults.output, format: 'json'}}],
	[['revoke', 'abcd', '--json'], {command: 'revoke', device: 'abcd', output: {...defaults.output, format: 'json'}}],
	[['status'], {command: 'status', output: defaults.output}],
	[['conflicts', './site'], {command: 'conflicts', folder: './site', output: defaults.output}],
	[['--keep-days', '7', '--trash-limit', '2G'], settings({retention: {keepDays: 7, limitBytes: 2 * (1024 ** 3)}})],
	[['--trash-limit', '0'], settings({retention: {limitBytes: 0}})],
	[['--server', 'a', '--keep-days', '0.5'], {
		command: 'serve', listen: {host: '0.0.0.0', port: 8440}, shares: [{name: 'a', path: 'a'}], isReadOnly: false, output: defaults.output,
		tuning: {
			quietMilliseconds: 300, ceilingMilliseconds: 3000, chunking: 'fastcdc', retention: {keepDays: 0.5},
		},
	}],
	[['history', 'a/b', '--json'], {command: 'history', path: 'a/b', output: {...defaults.output, format: 'json'}}],
	[['restore', 'a'], {
		command: 'restore', path: 'a', isDryRun: false, isConfirmed: false, output: defaults.output,
	}],
	[['restore', 'a', '--at', '2 hours ago', '--to', 'b', '-n', '--yes'], {
		command: 'restore', path: 'a', at: '2 hours ago', to: 'b', isDryRun: true, isConfirmed: true, output: defaults.output,
	}],
	[['conflicts', 'list', '--json'], {command: 'conflicts', output: {...defaults.output, format: 'json'}}],
	[['conflicts', './list'], {command: 'conflicts', folder: './list', output: defaults.output}],
	[['conflicts', 'resolve', 'd/plan.txt', '--keep', 'both', '--json'], {
		command: 'resolve', path: 'd/plan.txt', keep: 'both', output: {...defaults.output, format: 'json'},
	}],
	[['halt'], {command: 'halt', output: defaults.output}],
	[['halt', 'site', '--json'], {command: 'halt', folder: 'site', output: {...defaults.output, format: 'json'}}],
	[['halt', 'accept'], {command: 'answer', answer: 'accept', output: defaults.output}],
	[['halt', 'put-back', 'site'], {
		command: 'answer', answer: 'put-back', folder: 'site', output: defaults.output,
	}],
	[['--version'], {command: 'text', text: '1.2.3\n'}],
];

for (const [argv, expected] of accepted) {
	test(`understands: fsync-tui ${argv.join(' ')}`, t => {
		t.deepEqual(parse(...argv) as unknown, expected);
	});
}

const refused: ReadonlyArray<readonly [argv: string[], named: RegExp]> = [
	[['--onse'], /--onse.*--once/v],
	[['a', 'b:1', 'c'], /too many arguments/iv],
	[['a', '--limit'], /--limit/v],
	[['--limit', '5 parsecs'], /--limit.*5M/v],
	[['--limit', '0'], /--limit/v],
	[['--mode', 'sideways'], /--mode.*mirror-pull/v],
	[['--prefer', 'newest'], /--prefer.*hold/v],
	[['--chunking', 'rabin'], /--chunking.*fastcdc/v],
	[['--debounce', '-1'], /--debounce.*milliseconds/v],
	[['--debounce', '1.5'], /--debounce/v],
	[['--debounce', '500', '--debounce-max', '400'], /--debounce-max/v],
	[['--once', '--watch'], /--once.*--watch/v],
	[['--json', '--plain'], /--json.*--plain/v],
	[['-q', '-v'], /--quiet.*--verbose/v],
	[['--ask-above', 'much'], /--ask-above.*never/v],
	[['--ask-above', '-1'], /--ask-above/v],
	[['--server', 'a', '--ask-above', '1'], /--ask-above.*--server/v],
	[['a', 'build'], /build:8440/v],
	[['a', 'build:0'], /host:port/v],
	[['a', 'build:99999'], /host:port/v],
	[['a', ':8440'], /host:port/v],
	[['a', 'build:8440/..'], /share/v],
	[['a', 'build:8440/'], /share/v],
	[['a', 'vault:../x'], /vault/v],
	[['--server'], /--share/v],
	[['--server', 'a', 'b'], /--share/v],
	[['--server', 'a', '--once'], /--once.*--server/v],
	[['--server', 'a', '--share', 'x'], /NAME=PATH/v],
	[['--server', 'a', '--share', '../x=b'], /NAME=PATH/v],
	[['--server', 'a', '--share', 'a=b'], /called 'a'/v],
	[['--server', 'a', '--listen', 'somewhere'], /HOST:PORT/v],
	[['--share', 'a=b'], /--server/v],
	[['--listen', '0.0.0.0:1', 'a'], /--server/v],
	[['--demo', 'a'], /--demo/v],
	[['--demo', '--once'], /--demo/v],
	[['revoke'], /device/v],
	[['--yes-delete', '--restore-deleted'], /--yes-delete.*--restore-deleted/v],
	[['--server', 'a', '--merge'], /--merge.*--server/v],
	[['conflicts', 'resolve', 'a'], /--keep/v],
	[['conflicts', 'resolve', 'a', '--keep', 'hold'], /--keep.*both/v],
	[['conflicts', 'resolve', '--keep', 'local'], /path/v],
	[['halt', 'accept', 'a', 'b'], /too many arguments/iv],
	[['invite', 'a', 'b'], /too many arguments/iv],
	[['devices', '--once'], /--once/v],
	[['--keep-days', '-1'], /--keep-days.*days/v],
	[['--keep-days', 'ever'], /--keep-days.*days/v],
	[['--trash-limit', 'much'], /--trash-limit.*20G/v],
	[['--demo', '--keep-days', '1'], /--keep-days.*--demo/v],
	[['history'], /path/v],
	[['restore', 'a', 'b'], /too many arguments/iv],
	[['restore', 'a', '--at'], /--at/v],
];

for (const [argv, named] of refused) {
	test(`refuses with one sentence: fsync-tui ${argv.join(' ')}`, t => {
		const error = t.throws(() => parse(...argv), {instanceOf: FsyncError});
		t.is(error.code, 'usage');
		t.regex(error.message, named);
		t.false(error.message.includes('\n'));
		t.true(error.message.endsWith('.'));
	});
}

test('the help text names every flag and command of the contract', t => {
	const {text} = parse('--help') as Extract<Invocation, {command: 'text'}>;
	for (const name of [
		'--once',
		'--watch',
		'--json',
		'--plain',
		'--dry-run',
		'--mode',
		'--prefer',
		'--debounce',
		'--debounce-max',
		'--ignore',
		'--gitignore',
		'--limit',
		'--yes-delete',
		'--server',
		'--listen',
		'--share',
		'--read-only',
		'--demo',
		'--quiet',
		'--verbose',
		'--log-file',
		'--no-color',
		'--ascii',
		'--help',
		'--version',
		'invite',
		'devices',
		'revoke',
		'status',
		'conflicts',
		'--keep-days',
		'--trash-limit',
		'history',
		'restore',
		'halt',
		'--merge',
		'--ask-above',
		'--restore-deleted',
	]) {
		t.true(text.includes(name), name);
	}

	t.is(text, helpText('1.2.3'));
});
