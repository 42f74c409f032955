import {
	Command,
	CommanderError,
	Option,
	type OutputConfiguration,
} from 'commander';
import {FsyncError} from '../engine/fault.js';
import {defaultPort} from './address.js';
import {readMain, readOutput, type RawFlags} from './flags.js';
import type {Invocation} from './invocation.js';
import {parseChoice} from './quantity.js';

const examples = `
Examples:
  fsync-tui ~/site                         sync into a vault on this machine
  fsync-tui --server /srv/site             serve a folder; prints an invite line
  fsync-tui ~/site 'fsync1:…'              pair with that server and sync
  fsync-tui ~/site build:${defaultPort} --once       sync until both sides are equal, then exit

Exit codes: 0 in sync, 1 error, 2 usage, 3 conflicts are left, 4 some paths could not be synced, 5 peer unreachable,
6 not paired or wrong identity, 7 halted for safety, 8 another process holds this folder, 70 a bug, 130/143 signals.
A folder that is called like a command is written with its path: ./invite`;

const collect = (value: string, previous: readonly string[] = []) => [...previous, value];
const listOption = (flags: string, description: string) => new Option(flags, description).argParser(collect);

/** The flags of design §3, in the order of the help text. */
function addFlags(program: Command): void {
	program
		.option('--once', 'sync until both sides are equal, then exit')
		.option('--watch', 'headless and continuous')
		.option('--json', 'NDJSON events on stdout')
		.option('--plain', 'log lines instead of the screen')
		.option('-n, --dry-run', 'print the plan, change nothing, exit')
		.option('--mode <MODE>', 'two-way, push, pull, mirror-push or mirror-pull (default: two-way)')
		.option('--prefer <SIDE>', 'conflicts: hold, local, remote or both (default: hold)')
		.option('--debounce <MS>', 'quiet time before a change is sent; 0 sends at once (default: 300)')
		.option('--debounce-max <MS>', 'the longest a change waits for quiet (default: 3000)')
		.addOption(listOption('--ignore <PATTERN>', 'leave out, in gitignore syntax; repeatable, beside .fsyncignore files'))
		.option('--gitignore', 'honour .gitignore files too')
		.option('--limit <RATE>', 'bandwidth in bytes per second each way, for example 5M')
		.option('--merge', 'merge texts that both sides changed in different places; remembered (--no-merge ends it)')
		.addOption(new Option('--no-merge').hideHelp())
		.option('--yes-delete', 'accept a deletion that would halt')
		.option('--restore-deleted', 'put back what vanished where that would halt')
		.option('--ask-above <SIZE>', 'show a larger plan first and wait: a number of steps, a size, or never (default on the screen: 50000 or 100G)')
		.option('--chunking <KIND>', 'fastcdc or fixed, the same on both sides (default: fastcdc)')
		.option('--server [ROOT]', 'serve a folder to other machines')
		.option('--listen <HOST:PORT>', `server: where to listen (default: 0.0.0.0:${defaultPort})`)
		.addOption(listOption('--share <NAME=PATH>', 'server: a folder under a name; repeatable'))
		.option('--read-only', 'server: clients may read only')
		.option('--demo', 'a throwaway folder and server with edits going on')
		.option('-q, --quiet', 'only conflicts, problems and errors')
		.option('-v, --verbose', 'more lines')
		.option('--log-file <FILE>', 'append everything to a file as well')
		.option('--no-color', 'no colours')
		.option('--ascii', 'no glyphs beyond ASCII')
		.option('--fps <N>', 'frames a second on the screen at most (default: 20, over SSH 10)')
		.option('--keep-days <N>', 'days that replaced and deleted versions are kept (default: 30)')
		.option('--trash-limit <SIZE>', 'bytes that they may take, for example 20G (default: 10G)');
}

type Report = (invocation: Invocation) => void;
type CommandFlags = RawFlags & {readonly readOnly?: true};
type RestoreFlags = {readonly at?: string; readonly to?: string; readonly dryRun?: true; readonly yes?: true};

/** The commands beside the main one; each concerns the machine it runs on. */
function addCommands(program: Command, report: Report): void {
	const add = (signature: string, description: string) => program.command(signature).description(description).option('--json', 'NDJSON on stdout');
	const output = (command: Command) => readOutput(command.optsWithGlobals<RawFlags>());

	add('invite [share]', 'print a new one-time invite line for a share of this machine')
		.option('--read-only', 'the invited device may read only')
		.action((share: string | undefined, flags: CommandFlags, command: Command) => {
			report({
				command: 'invite', ...(share !== undefined && {share}), isReadOnly: flags.readOnly === true, output: output(command),
			});
		});
	add('devices', 'list the devices that may connect to this machine').action((_flags: CommandFlags, command: Command) => {
		report({command: 'devices', output: output(command)});
	});
	add('revoke <device>', 'take a device\'s right to connect away').action((device: string, _flags: CommandFlags, command: Command) => {
		report({command: 'revoke', device, output: output(command)});
	});
	add('status', 'list the sessions and shares of this machine').action((_flags: CommandFlags, command: Command) => {
		report({command: 'status', output: output(command)});
	});
	add('why <path>', 'explain why a path is in the state that it is in').action((path: string, _flags: CommandFlags, command: Command) => {
		report({command: 'why', path, output: output(command)});
	});
	addDecisions(program, report);
	addHistory(program, report);
}

/** The commands that show what waits for a person, and take the answer. */
function addDecisions(program: Command, report: Report): void {
	const add = (parent: Command, signature: string, description: string) => parent.command(signature).description(description).option('--json', 'NDJSON on stdout');
	const output = (command: Command) => readOutput(command.optsWithGlobals<RawFlags>());
	const list = (name: 'conflicts' | 'halt') => (folder: string | undefined, _flags: CommandFlags, command: Command) => {
		report({command: name, ...(folder !== undefined && {folder}), output: output(command)});
	};

	const conflicts = add(program, 'conflicts [folder]', 'list the conflicts that are held, or decide about one').action(list('conflicts'));
	add(conflicts, 'list [folder]', 'list the conflicts that are held').action(list('conflicts'));
	add(conflicts, 'resolve <path>', 'decide about the conflict at a path')
		.requiredOption('--keep <SIDE>', 'the version that stays: local, remote or both')
		.action((path: string, flags: CommandFlags & {readonly keep: string}, command: Command) => {
			report({
				command: 'resolve', path, keep: parseChoice('--keep', flags.keep, ['local', 'remote', 'both']), output: output(command),
			});
		});

	const halt = add(program, 'halt [folder]', 'show why a session is halted, or answer it').action(list('halt'));
	for (const [answer, description] of [['accept', 'carry the deletions out'], ['put-back', 'bring back what vanished']] as const) {
		add(halt, `${answer} [folder]`, description).action((folder: string | undefined, _flags: CommandFlags, command: Command) => {
			report({
				command: 'answer', answer, ...(folder !== undefined && {folder}), output: output(command),
			});
		});
	}
}

/** The commands about earlier versions. */
function addHistory(program: Command, report: Report): void {
	const add = (signature: string, description: string) => program.command(signature).description(description).option('--json', 'NDJSON on stdout');
	const output = (command: Command) => readOutput(command.optsWithGlobals<RawFlags>());
	add('history <path>', 'list what happened to a path and which versions are kept').action((path: string, _flags: CommandFlags, command: Command) => {
		report({command: 'history', path, output: output(command)});
	});
	add('restore <path>', 'put an earlier version of a file, or a folder as it was, back')
		.option('--at <TIME>', 'a time (2026-05-06T12:00, yesterday, "2 hours ago") or a number from the history')
		.option('--to <PATH>', 'restore to a path where nothing stands, and leave the present one')
		.option('-n, --dry-run', 'say what would be done, change nothing')
		.option('--yes', 'do what the preview of a folder shows')
		.action((path: string, {at, to, dryRun, yes}: RestoreFlags, command: Command) => {
			report({
				command: 'restore', path, ...(at !== undefined && {at}), ...(to !== undefined && {to}), isDryRun: dryRun === true, isConfirmed: yes === true, output: output(command),
			});
		});
}

function createProgram(version: string, report: Report): Command {
	const program = new Command('fsync-tui')
		.description('Keeps a folder here and a folder there the same, both ways, continuously.')
		.argument('[folder]', 'the local folder (default: the saved sessions)')
		.argument('[remote]', 'host:port[/share], an invite line (fsync1:…) or vault[:name] (default: the folder\'s saved session, else a vault)')
		.helpOption('-h, --help', 'show this text')
		.version(version, '-V, --version', 'show the version')
		.helpCommand(false)
		.enablePositionalOptions()
		.addHelpText('after', examples)
		.action((folder: string | undefined, remote: string | undefined, flags: RawFlags) => {
			report(readMain(flags, [folder, remote].filter(operand => operand !== undefined)));
		});
	addFlags(program);
	addCommands(program, report);
	return program;
}

/** commander's message as one sentence that says what to do. */
function usageError(error: CommanderError): FsyncError {
	const message = error.message.replace(/^error: /v, '').replace('\n(Did', ' (did').replace(/\. Expected.*$|\.$/sv, '');
	const sentence = message.charAt(0).toUpperCase() + message.slice(1);
	return new FsyncError('usage', `${sentence}: fsync-tui --help lists what can be given.`, {cause: error});
}

/** Reads the command line (without `node` and the script); throws `FsyncError` `usage` with a sentence that says what to do. */
export function parseArguments(argv: readonly string[], version: string): Invocation {
	let invocation: Invocation | undefined;
	const texts: string[] = [];
	const program = createProgram(version, result => {
		invocation = result;
	});
	const output: OutputConfiguration = {
		writeOut(text) {
			texts.push(text);
		},
		outputError() {/* The sentence is printed by whoever catches the error. */},
	};
	for (const command of [program, ...program.commands, ...program.commands.flatMap(one => one.commands)]) {
		command.exitOverride().configureOutput(output);
	}

	try {
		program.parse(argv, {from: 'user'});
	} catch (error) {
		if (!(error instanceof CommanderError)) {
			throw error;
		}

		if (error.exitCode !== 0) {
			throw usageError(error);
		}
	}

	return invocation ?? {command: 'text', text: texts.join('')};
}

/** The help text, for a start that leaves nothing to do. */
export function helpText(version: string): string {
	return `${createProgram(version, () => undefined).helpInformation()}${examples}\n`;
}
