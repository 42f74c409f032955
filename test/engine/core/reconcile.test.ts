import {readFileSync} from 'node:fs';
import test from 'ava';
import {advanceAncestor} from '../../../source/engine/core/ancestor.js';
import type {TreeNode} from '../../../source/engine/core/node.js';
import type {Tree} from '../../../source/engine/core/tree.js';
import type {
	Conflict,
	Mode,
	Preference,
	ReconcileInput,
} from '../../../source/engine/core/plan.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import type {Side} from '../../../source/engine/core/operation.js';
import {
	carryOut,
	defaults,
	digestOf,
	interned,
	mirrored,
	node,
	sketch,
	steps,
	tree,
	type Sketch,
} from './sketch.js';

type Row = {
	/** Number in reference/rules.md. */
	readonly rule: string;
	readonly title: string;
	readonly ancestor: Sketch;
	readonly local: Sketch;
	readonly remote: Sketch;
	readonly localMoves?: Record<string, string>;
	readonly remoteMoves?: Record<string, string>;
	readonly prefer?: Preference;
	readonly tieWinner?: Side;
	readonly mode?: Mode;
	readonly frozen?: readonly string[];
	/** What both sides have in the end, or each. */
	readonly both?: Sketch;
	readonly localAfter?: Sketch;
	readonly remoteAfter?: Sketch;
	/** `path reason`, with `localPath=` and `remotePath=` where they differ. */
	readonly conflicts?: readonly string[];
	/** Beginnings of messages. */
	readonly notices?: readonly string[];
	readonly localSteps?: readonly string[];
	readonly remoteSteps?: readonly string[];
};

const mark = (content: string) => digestOf(content).slice(0, 8);
const base = {a: 'x', b: 'y'};

const rows: Row[] = [
	{
		rule: '1', title: 'what one side created, modified and deleted is done on the other', ancestor: {a: 'x', b: 'y', 'd/e': 'z'}, local: {a: 'x', b: 'y', 'd/e': 'z'}, remote: {
			a: 'x2', 'd/e': 'z', 'n/m': 'new', l: '->a',
		},
		both: {
			a: 'x2', 'd/e': 'z', 'n/m': 'new', l: '->a',
		}, localSteps: ['put n', 'put n/m', 'put l', 'put a over x', 'delete b'], remoteSteps: [],
	},
	{
		rule: '1', title: 'a renamed folder is one step', ancestor: {'d/a': 'x', 'd/e/b': 'y'}, local: {'d/a': 'x', 'd/e/b': 'y'}, remote: {'f/a': 'x', 'f/e/b': 'y'},
		both: {'f/a': 'x', 'f/e/b': 'y'}, localSteps: ['move d f'], remoteSteps: [],
	},
	{
		rule: '1', title: 'a deleted folder is one step', ancestor: {
			'd/a': 'x', 'd/e/b': 'y', c: 'z', k: '/',
		}, local: {
			'd/a': 'x', 'd/e/b': 'y', c: 'z', k: '/',
		}, remote: {c: 'z'},
		both: {c: 'z'}, localSteps: ['delete d', 'delete k'], remoteSteps: [],
	},
	{
		rule: '2', title: 'the same edit on both sides is adopted', ancestor: base, local: {a: 'n', b: 'y'}, remote: {a: 'n', b: 'y'}, both: {a: 'n', b: 'y'}, localSteps: [], remoteSteps: [],
	},
	{
		rule: '2', title: 'the same edit at two times keeps the later time and sends no content', ancestor: base, local: {a: 'n@5', b: 'y'}, remote: {a: 'n@7', b: 'y'}, both: {a: 'n@7', b: 'y'}, localSteps: ['put a over n@5'], remoteSteps: [],
	},
	{
		rule: '3', title: 'two edits are held', ancestor: base, local: {a: 'l', b: 'y'}, remote: {a: 'r', b: 'y'}, localAfter: {a: 'l', b: 'y'}, remoteAfter: {a: 'r', b: 'y'}, conflicts: ['a both-modified'],
	},
	{
		rule: '3', title: 'two edits are held while the rest goes on', ancestor: base, local: {a: 'l', b: 'y2', c: 'n'}, remote: {a: 'r'}, localAfter: {a: 'l', b: 'y2', c: 'n'}, remoteAfter: {a: 'r', b: 'y2', c: 'n'}, conflicts: ['a both-modified'],
	},
	{
		rule: '3', title: 'of two edits the preferred one wins', ancestor: base, local: {a: 'l', b: 'y'}, remote: {a: 'r', b: 'y'}, prefer: 'local', both: {a: 'l', b: 'y'}, remoteSteps: ['put a over r'],
	},
	{
		rule: '3', title: 'of two edits both are kept, the loser beside the winner', ancestor: {'a.txt': 'x'}, local: {'a.txt': 'l'}, remote: {'a.txt': 'r'}, prefer: 'both', both: {'a.txt': 'r', [`a.conflict-here-${mark('l')}.txt`]: 'l'}, localSteps: [`move a.txt a.conflict-here-${mark('l')}.txt`, 'put a.txt'], remoteSteps: [`put a.conflict-here-${mark('l')}.txt`],
	},
	{
		rule: '3', title: 'an equal copy of the loser is used again', ancestor: {a: 'x'}, local: {a: 'l', [`a.conflict-here-${mark('l')}`]: 'l'}, remote: {a: 'r'}, prefer: 'both', both: {a: 'r', [`a.conflict-here-${mark('l')}`]: 'l'},
	},
	{
		rule: '3', title: 'an equal file that both sides knew before is somebody\'s own, who may have renamed it a moment ago', ancestor: {a: 'x', [`a.conflict-here-${mark('l')}`]: 'l'}, local: {a: 'l', [`a.conflict-here-${mark('l')}`]: 'l'}, remote: {a: 'r', [`a.conflict-here-${mark('l')}`]: 'l'}, prefer: 'both', both: {a: 'r', [`a.conflict-here-${mark('l')}`]: 'l', [`a.conflict-here-${mark('l')}-2`]: 'l'},
	},
	{
		rule: '3', title: 'another file under the name for the loser is left alone', ancestor: {a: 'x'}, local: {a: 'l', [`a.conflict-here-${mark('l')}`]: 'other'}, remote: {a: 'r'}, prefer: 'both', both: {a: 'r', [`a.conflict-here-${mark('l')}`]: 'other', [`a.conflict-here-${mark('l')}-2`]: 'l'},
	},
	{
		rule: '3', title: 'a conflict of a conflict is named after the original', ancestor: {'a.conflict-here-01234567.txt': 'x'}, local: {'a.conflict-here-01234567.txt': 'l'}, remote: {'a.conflict-here-01234567.txt': 'r'}, prefer: 'both', both: {'a.conflict-here-01234567.txt': 'r', [`a.conflict-here-${mark('l')}.txt`]: 'l'},
	},
	{
		rule: '4', title: 'an edit and a new mode both happen', ancestor: base, local: {a: 'l@9', b: 'y'}, remote: {a: 'x+', b: 'y'}, both: {a: 'l+@9', b: 'y'},
	},
	{
		rule: '4', title: 'an edit brings its own time, whatever was touched', ancestor: base, local: {a: 'l@4', b: 'y'}, remote: {a: 'x@9', b: 'y'}, both: {a: 'l@4', b: 'y'},
	},
	{
		rule: '5', title: 'a new time is carried over without content', ancestor: base, local: {a: 'x@9', b: 'y'}, remote: base, both: {a: 'x@9', b: 'y'}, remoteSteps: ['put a over x'], localSteps: [],
	},
	{
		rule: '5', title: 'of two new times the later one is taken', ancestor: {a: 'x@5'}, local: {a: 'x@6'}, remote: {a: 'x@8'}, both: {a: 'x@8'}, localSteps: ['put a over x@6'], remoteSteps: [],
	},
	{
		rule: '5', title: 'a time set back by one side is set back on the other', ancestor: {a: 'x@5'}, local: {a: 'x@2'}, remote: {a: 'x@5'}, both: {a: 'x@2'},
	},
	{
		rule: '5', title: 'mode and time merge apart from each other', ancestor: {a: 'x@5'}, local: {a: 'x+@5'}, remote: {a: 'x@7'}, both: {a: 'x+@7'},
	},
	{
		rule: '5', title: 'without a base the winner decides on the mode', ancestor: {}, local: {a: 'x'}, remote: {a: 'x+'}, both: {a: 'x+'},
	},
	{
		rule: '6', title: 'a deletion wins over a touch', ancestor: base, local: {b: 'y'}, remote: {a: 'x+@5', b: 'y'}, both: {b: 'y'},
	},
	{
		rule: '7', title: 'what both deleted is gone', ancestor: base, local: {b: 'y'}, remote: {b: 'y'}, both: {b: 'y'}, localSteps: [], remoteSteps: [],
	},
	{
		rule: '8', title: 'an edit survives a deletion', ancestor: base, local: {b: 'y'}, remote: {a: 'n', b: 'y'}, both: {a: 'n', b: 'y'}, localSteps: ['put a'], notices: ['a Kept: deleted'],
	},
	{
		rule: '9', title: 'a move survives a deletion', ancestor: base, local: {b: 'y'}, remote: {c: 'x', b: 'y'}, both: {c: 'x', b: 'y'}, localSteps: ['put c'], notices: ['c Kept: deleted'],
	},
	{
		rule: '10', title: 'of a deleted folder only what was edited, moved or created in it survives', ancestor: {
			'd/a': '1', 'd/b': '2', 'd/c': '3', 'd/e/f': '4', 'd/e/g': '5',
		}, local: {}, remote: {
			'd/a': '1n', 'd/b': '2', 'd/c2': '3', 'd/e/f': '4', 'd/e/g': '5', 'd/n': 'n',
		}, both: {'d/a': '1n', 'd/c2': '3', 'd/n': 'n'}, remoteSteps: ['delete d/b', 'delete d/e'], localSteps: ['put d', 'put d/a', 'put d/c2', 'put d/n'],
	},
	{
		rule: '10', title: 'a deleted folder comes back for what was moved into it', ancestor: {'d/a': '1', m: '2'}, local: {m: '2'}, remote: {'d/a': '1', 'd/m': '2'}, both: {'d/m': '2'},
	},
	{
		rule: '11', title: 'a renamed folder survives its deletion whole', ancestor: {'d/a': '1', 'd/e/b': '2'}, local: {}, remote: {'f/a': '1', 'f/e/b': '2'}, both: {'f/a': '1', 'f/e/b': '2'}, remoteSteps: [], notices: ['f Kept: deleted'],
	},
	{
		rule: '12', title: 'a renamed folder loses the child that the other side deleted', ancestor: {'d/a': '1', 'd/b': '2'}, local: {'f/a': '1', 'f/b': '2'}, remote: {'d/a': '1'}, both: {'f/a': '1'}, localSteps: ['delete f/b'], remoteSteps: ['move d f'],
	},
	{
		rule: '13', title: 'edits, creations and renames inside follow the renamed folder', ancestor: {'d/a': '1', 'd/b': '2', 'd/c': '33'}, local: {'f/a': '1', 'f/b': '2', 'f/c': '33'}, remote: {
			'd/a': '1n', 'd/b2': '2', 'd/c': '33', 'd/n/m': 'n',
		}, both: {
			'f/a': '1n', 'f/b2': '2', 'f/c': '33', 'f/n/m': 'n',
		}, remoteSteps: ['move d f'], localSteps: ['move f/b f/b2', 'put f/n', 'put f/n/m', 'put f/a over 1'],
	},
	{
		rule: '13', title: 'renames at every level compose', ancestor: {'d/e/a': '1'}, local: {'f/e/a': '1'}, remote: {'d/g/b': '1'}, localMoves: {d: 'f'}, remoteMoves: {'d/e': 'd/g', 'd/e/a': 'd/g/b'}, both: {'f/g/b': '1'},
	},
	{
		rule: '14', title: 'a rename and an edit compose', ancestor: base, local: {c: 'x', b: 'y'}, remote: {a: 'n', b: 'y'}, both: {c: 'n', b: 'y'}, remoteSteps: ['move a c'], localSteps: ['put c over x'],
	},
	{
		rule: '14', title: 'a file renamed and edited is moved and then rewritten', ancestor: {a: 'x#5'}, local: {b: 'n#5'}, remote: {a: 'x'}, both: {b: 'n'}, remoteSteps: ['move a b', 'put b over x'],
	},
	{
		rule: '15', title: 'the same rename on both sides is adopted', ancestor: base, local: {c: 'x', b: 'y'}, remote: {c: 'x', b: 'y'}, both: {c: 'x', b: 'y'}, localSteps: [], remoteSteps: [],
	},
	{
		rule: '16', title: 'of two new names the winner\'s is taken, and nothing is copied', ancestor: base, local: {l: 'x', b: 'y'}, remote: {r: 'x', b: 'y'}, both: {r: 'x', b: 'y'}, localSteps: ['move l r'], remoteSteps: [], notices: ['r Moved on both sides'],
	},
	{
		rule: '16', title: 'of two new names of a folder the winner\'s is taken', ancestor: {'d/a': '1'}, local: {'l/a': '1'}, remote: {'r/a': '1'}, tieWinner: 'local', both: {'l/a': '1'}, remoteSteps: ['move r l'],
	},
	{
		rule: '17', title: 'a new name and a new folder combine', ancestor: {a: 'x', 'd/b': 'y'}, local: {n: 'x', 'd/b': 'y'}, remote: {'d/a': 'x', 'd/b': 'y'}, both: {'d/n': 'x', 'd/b': 'y'},
	},
	{
		rule: '17', title: 'a combination that is taken gives way to the winner\'s whole place', ancestor: {a: 'x', 'd/b': 'y'}, local: {b: 'x', 'd/b': 'y'}, remote: {'d/a': 'x', 'd/b': 'y'}, both: {'d/a': 'x', 'd/b': 'y'},
	},
	{
		rule: '18', title: 'of two folders moved into each other the winner\'s move stays', ancestor: {'a/f': '1', 'b/g': '2'}, local: {'b/g': '2', 'b/a/f': '1'}, remote: {'a/f': '1', 'a/b/g': '2'}, both: {'a/f': '1', 'a/b/g': '2'}, notices: ['a Both sides moved'],
	},
	{
		rule: '18', title: 'a ring of three is broken where the winner did not move', ancestor: {'a/f': '1', 'b/g': '2', 'c/h': '3'}, local: {'b/a/f': '1', 'b/g': '2', 'c/h': '3'}, remote: {'a/f': '1', 'a/c/h': '3', 'a/c/b/g': '2'}, both: {'a/f': '1', 'a/c/h': '3', 'a/c/b/g': '2'},
	},
	{
		rule: '19', title: 'a rename with an edit against an edit is a conflict at the new path', ancestor: {a: 'x#5'}, local: {b: 'l#5'}, remote: {a: 'r'}, localAfter: {b: 'l'}, remoteAfter: {b: 'r'}, conflicts: ['b both-modified remotePath=a'], remoteSteps: ['move a b'],
	},
	{
		rule: '19', title: 'a conflict in a renamed folder holds its content only', ancestor: {'d/a': 'x', 'd/b': 'y'}, local: {'e/a': 'l', 'e/b': 'y'}, remote: {'d/a': 'r', 'd/b': 'y', 'd/n': 'n'}, localMoves: {d: 'e'}, localAfter: {'e/a': 'l', 'e/b': 'y', 'e/n': 'n'}, remoteAfter: {'e/a': 'r', 'e/b': 'y', 'e/n': 'n'}, conflicts: ['e/a both-modified remotePath=d/a'],
	},
	{
		rule: '20', title: 'what both created alike is adopted', ancestor: {}, local: {a: 'x', 'd/e': 'y', l: '->a'}, remote: {a: 'x', 'd/e': 'y', l: '->a'}, both: {a: 'x', 'd/e': 'y', l: '->a'}, localSteps: [], remoteSteps: [],
	},
	{
		rule: '21', title: 'two different new files of one name are held', ancestor: {}, local: {a: 'l'}, remote: {a: 'r'}, localAfter: {a: 'l'}, remoteAfter: {a: 'r'}, conflicts: ['a both-created'],
	},
	{
		rule: '21', title: 'two different new files of one name are both kept', ancestor: {}, local: {a: 'l'}, remote: {a: 'r'}, prefer: 'both', both: {a: 'r', [`a.conflict-here-${mark('l')}`]: 'l'},
	},
	{
		rule: '21', title: 'of two different new files the preferred one wins', ancestor: {}, local: {a: 'l'}, remote: {a: 'r'}, prefer: 'local', both: {a: 'l'}, remoteSteps: ['put a over r'],
	},
	{
		rule: '22', title: 'new folders of one name are united', ancestor: {}, local: {'d/a': 'l', 'd/s/x': '1'}, remote: {'d/b': 'r', 'd/s/y': '2'}, both: {
			'd/a': 'l', 'd/b': 'r', 'd/s/x': '1', 'd/s/y': '2',
		},
	},
	{
		rule: '23', title: 'a new file and a new folder of one name are held with all that is in the folder', ancestor: {}, local: {a: 'l', k: '1'}, remote: {'a/b': 'r', 'a/c/d': 's', k: '1'}, localAfter: {a: 'l', k: '1'}, remoteAfter: {'a/b': 'r', 'a/c/d': 's', k: '1'}, conflicts: ['a kind'],
	},
	{
		rule: '23', title: 'a file whose place is the very name that it would get as the loser gets the next', ancestor: {}, local: {a: 'x', [`a.conflict-there-${mark('x')}/f`]: '1'}, remote: {'a/f': '1', [`a.conflict-there-${mark('x')}`]: 'x'}, prefer: 'both', both: {
			'a/f': '1', [`a.conflict-here-${mark('x')}`]: 'x', [`a.conflict-there-${mark('x')}/f`]: '1', [`a.conflict-there-${mark('x')}-2`]: 'x',
		},
	},
	{
		rule: '23', title: 'of a new file and a new folder the folder keeps the name', ancestor: {}, local: {a: 'l'}, remote: {'a/b': 'r'}, prefer: 'both', tieWinner: 'local', both: {'a/b': 'r', [`a.conflict-here-${mark('l')}`]: 'l'},
	},
	{
		rule: '23', title: 'a preferred file replaces a folder', ancestor: {}, local: {a: 'l'}, remote: {'a/b': 'r'}, prefer: 'local', both: {a: 'l'},
	},
	{
		rule: '24', title: 'a file renamed onto a name that the other side gave to a new file is held', ancestor: {n: 'x', k: 'y'}, local: {p: 'x', k: 'y'}, remote: {n: 'x', p: 'r', k: 'y2'}, localAfter: {p: 'x', k: 'y2'}, remoteAfter: {n: 'x', p: 'r', k: 'y2'}, conflicts: ['p slot'],
	},
	{
		rule: '24', title: 'a name keeps its old node; the one moved there steps aside', ancestor: {n: 'x', p: 'y'}, local: {p: 'x#1'}, remote: {n: 'x', p: 'y2'}, localMoves: {n: 'p'}, prefer: 'both', both: {p: 'y2', [`p.conflict-here-${mark('x')}`]: 'x'},
	},
	{
		rule: '24', title: 'two files renamed to one name are both kept', ancestor: {m: 'x', n: 'y'}, local: {p: 'x', n: 'y'}, remote: {m: 'x', p: 'y'}, prefer: 'both', both: {p: 'y', [`p.conflict-here-${mark('x')}`]: 'x'},
	},
	{
		rule: '24', title: 'of two files renamed to one name the other goes back to where the preferred side has it', ancestor: {m: 'x', n: 'y'}, local: {p: 'x', n: 'y'}, remote: {m: 'x', p: 'y'}, prefer: 'local', both: {p: 'x', n: 'y'},
	},
	{
		rule: '24', title: 'a folder renamed onto a new folder is united with it', ancestor: {'d/a': '1'}, local: {'e/a': '1'}, remote: {'d/a': '1', 'e/b': '2'}, both: {'e/a': '1', 'e/b': '2'},
	},
	{
		rule: '24', title: 'two known folders are never united', ancestor: {'c/a': '1', 'd/b': '2'}, local: {'e/a': '1', 'd/b': '2'}, remote: {'c/a': '1', 'e/b': '2'}, localAfter: {'e/a': '1', 'd/b': '2'}, remoteAfter: {'c/a': '1', 'e/b': '2'}, conflicts: ['e slot'],
	},
	{
		rule: '24', title: 'a folder renamed onto a name keeps it, also against the file that was always there', ancestor: {'d/a': '1', p: 'y'}, local: {'p/a': '1'}, remote: {'d/a': '1', p: 'y2'}, prefer: 'both', both: {'p/a': '1', [`p.conflict-there-${mark('y2')}`]: 'y2'},
	},
	{
		rule: '25', title: 'a file replaced by a folder is replaced on the other side', ancestor: {a: 'x'}, local: {'a/b': 'y'}, remote: {a: 'x'}, both: {'a/b': 'y'}, remoteSteps: ['put a over x', 'put a/b'],
	},
	{
		rule: '25', title: 'a folder replaced by a file is replaced on the other side', ancestor: {'a/b': 'y'}, local: {a: 'x'}, remote: {'a/b': 'y'}, both: {a: 'x'}, remoteSteps: ['delete a', 'put a'],
	},
	{
		rule: '25', title: 'a file replaced by a link is replaced in one step', ancestor: {a: 'x'}, local: {a: '->b'}, remote: {a: 'x'}, both: {a: '->b'}, remoteSteps: ['put a over x'],
	},
	{
		rule: '26', title: 'a file replaced by a folder and edited on the other side is held', ancestor: {a: 'x'}, local: {'a/b': 'y'}, remote: {a: 'x2'}, localAfter: {'a/b': 'y'}, remoteAfter: {a: 'x2'}, conflicts: ['a kind'],
	},
	{
		rule: '26', title: 'a file replaced by a folder and edited on the other side is kept beside the folder', ancestor: {a: 'x'}, local: {'a/b': 'y'}, remote: {a: 'x2'}, prefer: 'both', both: {'a/b': 'y', [`a.conflict-there-${mark('x2')}`]: 'x2'},
	},
	{
		rule: '27', title: 'a folder in the place of a file survives the file\'s deletion', ancestor: {a: 'x'}, local: {'a/b': 'y'}, remote: {}, both: {'a/b': 'y'},
	},
	{
		rule: '28', title: 'two new link targets are held', ancestor: {l: '->a'}, local: {l: '->b'}, remote: {l: '->c'}, localAfter: {l: '->b'}, remoteAfter: {l: '->c'}, conflicts: ['l link-target'],
	},
	{
		rule: '28', title: 'of two new link targets both are kept', ancestor: {l: '->a'}, local: {l: '->b'}, remote: {l: '->c'}, prefer: 'both', both: {l: '->c', [`l.conflict-here-${mark('b')}`]: '->b'},
	},
	{
		rule: '28', title: 'one new link target is carried over', ancestor: {l: '->a'}, local: {l: '->b'}, remote: {l: '->a'}, both: {l: '->b'},
	},
	{
		rule: '30', title: 'a renamed folder is renamed, not built anew, so that what is ignored in it rides along', ancestor: {'d/a': '1'}, local: {'e/a': '1'}, remote: {'d/a': '1'}, both: {'e/a': '1'}, remoteSteps: ['move d e'],
	},
	{
		rule: '31', title: 'a frozen path is left alone and the rest proceeds', ancestor: base, local: {a: 'l', b: 'y', c: 'n'}, remote: {a: 'x', b: 'y2'}, frozen: ['a'], localAfter: {a: 'l', b: 'y2', c: 'n'}, remoteAfter: {a: 'x', b: 'y2', c: 'n'},
	},
	{
		rule: '32', title: 'nothing below a frozen folder is read as deleted', ancestor: {'d/a': '1', 'd/e/b': '2', k: '3'}, local: {d: '/'}, remote: {'d/a': '1', 'd/e/b': '2', k: '3'}, frozen: ['d'], localAfter: {d: '/'}, remoteAfter: {'d/a': '1', 'd/e/b': '2'},
	},
	{
		rule: '32', title: 'the folders around a frozen path are neither moved nor deleted, but what else is in them is synced', ancestor: {'d/a': '1', 'd/e/b': '2', 'd/e/c': '3'}, local: {'d/a': '1', 'd/e/b': '2', 'd/e/c': '3'}, remote: {'f/a': '1n', 'f/e/b': '2', 'f/e/c': '3'}, remoteMoves: {d: 'f'}, frozen: ['d/e/b'], localAfter: {'d/a': '1n', 'd/e/b': '2', 'd/e/c': '3'}, remoteAfter: {'f/a': '1n', 'f/e/b': '2', 'f/e/c': '3'},
	},
	{
		rule: '32', title: 'nothing is put into a frozen folder', ancestor: {'d/a': '1'}, local: {'d/a': '1'}, remote: {'d/a': '1', 'd/n': 'n'}, frozen: ['d'], localAfter: {'d/a': '1'}, remoteAfter: {'d/a': '1', 'd/n': 'n'},
	},
	{
		rule: '§4', title: 'a swap of two files is a swap', ancestor: {a: 'x#1', b: 'y#2'}, local: {a: 'y#2', b: 'x#1'}, remote: {a: 'x', b: 'y'}, both: {a: 'y', b: 'x'}, remoteSteps: ['move a .fsync-park-1', 'move b a', 'move .fsync-park-1 b'],
	},
	{
		rule: '§4', title: 'a folder exchanged with the folder in it', ancestor: {a: '/#1', 'a/b': '/#2', 'a/b/f': '1#3'}, local: {b: '/#2', 'b/a': '/#1', 'b/f': '1#3'}, remote: {'a/b/f': '1'}, localMoves: {a: 'b/a', 'a/b': 'b'}, both: {'b/a': '/', 'b/f': '1'}, remoteSteps: ['move a/b b', 'move a b/a'],
	},
	{
		rule: '10', title: 'as long as a conflict is open nothing in its folder is deleted', ancestor: {'a/x': '1', 'a/y': '2', 'a/z/u': '3'}, local: {a: 'file'}, remote: {'a/x': '1n', 'a/y': '2', 'a/z/u': '3'}, localAfter: {a: 'file'}, remoteAfter: {'a/x': '1n', 'a/y': '2', 'a/z/u': '3'}, conflicts: ['a kind'],
	},
	{
		rule: '20', title: 'a file renamed to where the other side put a copy of it is no conflict', ancestor: {n: 'x'}, local: {p: 'x'}, remote: {n: 'x', p: 'x'}, both: {p: 'x'},
	},
	{
		rule: '24', title: 'a folder that survives whole is united with a new one, name by name', ancestor: {'d/a': '1', 'd/b': '2', 'd/s/c': '3'}, local: {'e/a': '1', 'e/b': '2', 'e/s/c': '3'}, remote: {'e/a': '1n', 'e/b': '2', 'e/s/n': '4'}, localMoves: {d: 'e'}, remoteMoves: {}, prefer: 'both', both: {
			'e/a': '1', [`e/a.conflict-there-${mark('1n')}`]: '1n', 'e/b': '2', 'e/s/c': '3', 'e/s/n': '4',
		},
	},
	{
		rule: '18', title: 'a folder that returns takes its old name if the new one is taken there', ancestor: {'a/f': '1', 'b/g': '2'}, local: {'b/n/f': '1', 'b/g': '2'}, remote: {'a/f': '1', 'a/b/g': '2', n: 'new'}, both: {'a/f': '1', 'a/b/g': '2', n: 'new'},
	},
	{
		rule: '18', title: 'what is held is not put inside itself', ancestor: {'a/b/f': '1', 'a/g': '2'}, local: {'b/f': '1', 'b/a/g': '2'}, remote: {'a/b/f': '1', 'a/g': '2', b: 'file'}, localMoves: {a: 'b/a', 'a/b': 'b'}, localAfter: {'b/f': '1', 'b/a/g': '2'}, remoteAfter: {'a/b/f': '1', 'a/g': '2', b: 'file'}, conflicts: ['b kind'],
	},
	{
		rule: '32', title: 'a path that cannot be read is not deleted there because it was moved here', ancestor: {'d/x': '1', 'd/k': '2'}, local: {'d/k': '2'}, remote: {y: '1', 'd/k': '2'}, frozen: ['d/x'], localAfter: {'d/k': '2'}, remoteAfter: {y: '1', 'd/k': '2'},
	},
	{
		rule: '32', title: 'what was moved over something in a frozen folder stays where it was', ancestor: {'d/x': '1', a: '2'}, local: {'d/x': '1', a: '2'}, remote: {'d/x': '2'}, frozen: ['d'], localAfter: {'d/x': '1', a: '2'}, remoteAfter: {'d/x': '2'},
	},
	{
		rule: '32', title: 'what was moved into a frozen folder, and replaced where it was, stays as it was', ancestor: {'d/x': '1', a: '2'}, local: {'d/x': '1', a: '2'}, remote: {'d/x': '1', 'd/y': '2', a: '3'}, frozen: ['d'], localAfter: {'d/x': '1', a: '2'}, remoteAfter: {'d/x': '1', 'd/y': '2', a: '3'},
	},
	{
		rule: '32', title: 'an edit of what had the same content as something in a frozen folder is synced', ancestor: {'d/x': '1', a: '1'}, local: {'d/x': '1', a: '2'}, remote: {'d/x': '3', a: '1'}, frozen: ['d'], localAfter: {'d/x': '1', a: '2'}, remoteAfter: {'d/x': '3', a: '2'},
	},
	{
		rule: '§4', title: 'a parking name that somebody uses is not used', ancestor: {a: 'x#1', b: 'y#2', '.fsync-park-1': 'z'}, local: {a: 'y#2', b: 'x#1', '.fsync-park-1': 'z'}, remote: {a: 'x', b: 'y', '.fsync-park-1': 'z'}, both: {a: 'y', b: 'x', '.fsync-park-1': 'z'}, remoteSteps: ['move a .fsync-park-2', 'move b a', 'move .fsync-park-2 b'],
	},
	{
		rule: 'union', title: 'without an ancestor nothing is deleted, equal files are adopted, differing ones held', ancestor: {}, local: {
			a: '1', b: '2', 'd/x': '3', same: 's@4',
		}, remote: {
			a: '1n', c: '4', 'd/y': '5', same: 's@9',
		}, localAfter: {
			a: '1', b: '2', c: '4', 'd/x': '3', 'd/y': '5', same: 's@9',
		}, remoteAfter: {
			a: '1n', b: '2', c: '4', 'd/x': '3', 'd/y': '5', same: 's@9',
		}, conflicts: ['a both-created'],
	},
	{
		rule: 'push', title: 'push brings what is new here and deletes nothing there', mode: 'push', ancestor: {a: '1', b: '2', c: '3'}, local: {a: '1n', c: '3', n: 'n'}, remote: {
			a: '1', b: '2', c: '3r', m: 'm',
		}, localAfter: {a: '1n', c: '3', n: 'n'}, remoteAfter: {
			a: '1n', b: '2', c: '3r', m: 'm', n: 'n',
		},
	},
	{
		rule: 'push', title: 'push holds what both sides changed', mode: 'push', ancestor: {a: '1'}, local: {a: 'l'}, remote: {a: 'r'}, localAfter: {a: 'l'}, remoteAfter: {a: 'r'}, conflicts: ['a both-modified'],
	},
	{
		rule: 'push', title: 'push with a preference replaces there', mode: 'push', prefer: 'local', ancestor: {a: '1'}, local: {a: 'l'}, remote: {a: 'r'}, localAfter: {a: 'l'}, remoteAfter: {a: 'l'},
	},
	{
		rule: 'push', title: 'push renames there', mode: 'push', ancestor: {'d/a': '1'}, local: {'e/a': '1'}, remote: {'d/a': '1'}, localAfter: {'e/a': '1'}, remoteAfter: {'e/a': '1'}, remoteSteps: ['move d e'],
	},
	{
		rule: 'push', title: 'push cannot put a folder where a file must not be deleted', mode: 'push', ancestor: {a: '1'}, local: {'a/b': '2'}, remote: {a: '1'}, localAfter: {'a/b': '2'}, remoteAfter: {a: '1'}, conflicts: ['a mode-forbids'],
	},
	{
		rule: 'push', title: 'push brings things under the names they have here, whatever was renamed there', mode: 'push', ancestor: {'d/a': '1', 'd/b': '2'}, local: {'d/a': '1n', 'd/b': '2'}, remote: {'e/a': '1', 'e/b': '2'}, localAfter: {'d/a': '1n', 'd/b': '2'}, remoteAfter: {'d/a': '1n', 'e/a': '1', 'e/b': '2'},
	},
	{
		rule: 'push', title: 'push keeps both there only', mode: 'push', prefer: 'both', ancestor: {a: '1'}, local: {a: 'l'}, remote: {a: 'r'}, localAfter: {a: 'l'}, remoteAfter: {a: 'l', [`a.conflict-there-${mark('r')}`]: 'r'},
	},
	{
		rule: 'mirror', title: 'a mirror makes an exact copy', mode: 'mirror-push', ancestor: {a: '1', b: '2'}, local: {a: 'l', 'd/x': '4'}, remote: {
			a: 'r', b: '2', c: '3', x: '4',
		}, localAfter: {a: 'l', 'd/x': '4'}, remoteAfter: {a: 'l', 'd/x': '4'}, remoteSteps: ['put d', 'move x d/x', 'put a over r', 'delete b', 'delete c'],
	},
	{
		rule: 'mirror', title: 'a mirror leaves frozen paths alone', mode: 'mirror-push', ancestor: {}, local: {a: 'l'}, remote: {b: 'r', 'd/e': 's', 'd/f': 't'}, frozen: ['d/e'], localAfter: {a: 'l'}, remoteAfter: {a: 'l', 'd/e': 's'},
	},
];

function inputOf(row: Row): ReconcileInput {
	const moves = (of: Record<string, string> | undefined) => of && Object.entries(of).map(([from, to]) => ({from, to}));
	const {localMoves, remoteMoves} = {localMoves: moves(row.localMoves), remoteMoves: moves(row.remoteMoves)};
	return {
		...defaults,
		ancestor: tree(row.ancestor),
		local: tree(row.local),
		remote: tree(row.remote),
		mode: row.mode ?? defaults.mode,
		prefer: row.prefer ?? defaults.prefer,
		tieWinner: row.tieWinner ?? defaults.tieWinner,
		frozen: new Set(row.frozen),
		...(localMoves && {localMoves}),
		...(remoteMoves && {remoteMoves}),
	};
}

const line = ({path, reason, localPath, remotePath}: Conflict, [here, there]: readonly [string, string]) =>
	[`${path} ${reason}`, localPath === undefined ? '' : ` ${here}=${localPath}`, remotePath === undefined ? '' : ` ${there}=${remotePath}`].join('');

/** As after a cycle, when the three trees are made of the same objects wherever they agree. */
function sharing(input: ReconcileInput): ReconcileInput {
	const pool = new Map<string, TreeNode>();
	const share = (of: Tree) => interned(of, pool) as Tree;
	return {
		...input, ancestor: share(input.ancestor), local: share(input.local), remote: share(input.remote),
	};
}

const manners: ReadonlyArray<{name: string; isMirrored: boolean; prepare: (input: ReconcileInput) => ReconcileInput}> = [
	{name: '', isMirrored: false, prepare: input => input},
	{name: ' (mirrored)', isMirrored: true, prepare: input => mirrored(input)},
	{name: ' (shared)', isMirrored: false, prepare: input => sharing(input)},
	{name: ' (mirrored, shared)', isMirrored: true, prepare: input => mirrored(sharing(input))},
];

for (const row of rows) {
	for (const {name, isMirrored, prepare} of manners) {
		test(`rule ${row.rule}: ${row.title}${name}`, t => {
			const input = prepare(inputOf(row));
			const plan = reconcile(input);
			const [here, there] = isMirrored ? ['remote', 'local'] as const : ['local', 'remote'] as const;
			t.deepEqual(sketch(carryOut(input[here], plan[here])), sketch(tree(row.both ?? row.localAfter!)), `${here} after ${steps(plan[here]).join(', ')}`);
			t.deepEqual(sketch(carryOut(input[there], plan[there])), sketch(tree(row.both ?? row.remoteAfter!)), `${there} after ${steps(plan[there]).join(', ')}`);
			t.deepEqual(plan.conflicts.map(conflict => line(conflict, [`${here}Path`, `${there}Path`])), [...row.conflicts ?? []]);
			t.deepEqual(steps(plan[here]), row.localSteps ?? steps(plan[here]));
			t.deepEqual(steps(plan[there]), row.remoteSteps ?? steps(plan[there]));
			for (const notice of row.notices ?? []) {
				t.true(plan.notices.some(({path, message}) => `${path} ${message}`.startsWith(notice)), JSON.stringify(plan.notices));
			}
		});
	}
}

const heldTrees: Array<{title: string; tieWinner: Side; ancestor: Sketch; local: Sketch; remote: Sketch; conflict: string}> = [
	{
		title: 'although another node wants its old place', ancestor: {a: 'x'}, local: {b: 'x', 'ab/k': 'y'}, remote: {ab: 'x', 'a/k': 'z'}, tieWinner: 'remote', conflict: 'ab kind',
	},
	{
		title: 'although both sides moved it away', ancestor: {n: 'x', 'd/k': '1', 'd/m': '2'}, local: {m: 'x', 'd/k': '1', 'd/m': '2'}, remote: {
			'd/n': 'x', 'd/k': '1', 'd/m': '2', m: 'r',
		}, tieWinner: 'local', conflict: 'm slot',
	},
];

for (const {title, tieWinner, conflict, ...sketches} of heldTrees) {
	test(`a held node keeps its base ${title}: the next plan does not take it for a new one`, t => {
		const trees = {ancestor: tree(sketches.ancestor), local: tree(sketches.local), remote: tree(sketches.remote)};
		const plan = reconcile({...defaults, ...trees, tieWinner});
		t.deepEqual(plan.conflicts.map(({path, reason}) => `${path} ${reason}`), [conflict]);
		const after = {local: carryOut(trees.local, plan.local), remote: carryOut(trees.remote, plan.remote)};
		const moves = [...plan.remote, ...plan.local].flatMap(operation => operation.kind === 'move' ? [{from: operation.from, to: operation.path}] : []);
		const ancestor = advanceAncestor({
			...trees, ...after, moves, held: plan.held,
		});
		const again = reconcile({
			...defaults, ...after, ancestor, tieWinner,
		});
		t.deepEqual([...steps(again.local), ...steps(again.remote)], []);
	});
}

/** Where a rule works outside the planner: the file and the beginning of the title of the test that proves it there. */
const elsewhere: ReadonlyArray<{readonly rule: string; readonly file: string; readonly title: string}> = [
	{rule: '29', file: 'test/engine/disk/transition.test.ts', title: 'rule 29 F47: what is not synced in a deleted folder stays'},
	{rule: '29', file: 'test/cli/ignoring.test.ts', title: 'rule 29: a folder deleted here keeps'},
	{rule: '29', file: 'test/cli/ignoring.test.ts', title: 'rule 29: a folder deleted there keeps'},
	{rule: '30', file: 'test/cli/ignoring.test.ts', title: 'rule 30: a folder renamed on either side takes along'},
	{rule: '31', file: 'test/engine/core/fold.test.ts', title: 'F39, rule 31, attack A07: '},
	{rule: '31', file: 'test/engine/session/keep-apart.test.ts', title: 'rule 31: a disk that folds names gets one of two that clash and everything else, and the other one is a named problem'},
	{rule: '32', file: 'test/engine/disk/scan.test.ts', title: 'rule 32: what vanishes between listing and looking'},
	{rule: '33', file: 'test/cli/ignoring.test.ts', title: 'rule 33: a path that is ignored from now on stays'},
	{rule: '34', file: 'test/cli/safety.test.ts', title: 'F15: a folder that has gone halts with 7 and deletes nothing'},
	{rule: '35', file: 'test/engine/core/safety.test.ts', title: 'rule 35: '},
	{rule: '35', file: 'test/cli/safety.test.ts', title: 'F40: a mass deletion halts with 7, and --yes-delete accepts it'},
];

test('every one of the 35 rules has a row here, which is run in both mirror images, or a test elsewhere', t => {
	const proven = new Set(rows.map(({rule}) => rule));
	for (const {rule, file, title} of elsewhere) {
		const text = readFileSync(file, 'utf8');
		t.true(['\'', '`'].some(quote => text.includes(`test(${quote}${title}`)), `${file} has no test called '${title}'`);
		proven.add(rule);
	}

	t.deepEqual(Array.from({length: 35}, (_, index) => String(index + 1)).filter(rule => !proven.has(rule)), []);
});

test('rule 35: deletions are named by their paths in the ancestor, also inside folders taken as a whole', t => {
	const pool = new Map<string, TreeNode>();
	const ancestor = interned(tree({'d/a': '1', 'd/e/b': '2', c: '3'}), pool) as Tree;
	const local = interned(tree({c: '3'}), pool) as Tree;
	t.deepEqual(reconcile({
		...defaults, ancestor, local, remote: ancestor,
	}).deletions, {local: ['d', 'd/a', 'd/e', 'd/e/b'], remote: []});
});

test('a long ring of renames needs no deep call stack', t => {
	const count = 6000;
	const files = Array.from({length: count}, (_, index) => node(`content ${index}`));
	const ring = (shift: number): Tree => ({kind: 'folder', children: new Map(files.map((_, index) => [`f${index}`, files[(index + shift) % count]!]))});
	const [before, after] = [ring(0), ring(1)];
	const plan = reconcile({
		...defaults, ancestor: before, local: after, remote: before,
	});
	t.true(plan.remote.every(({kind}) => kind === 'move'));
	t.true(plan.remote.length < count + (count / 100));
	t.deepEqual([...carryOut(before, plan.remote).children].length, count);
	t.is(carryOut(before, plan.remote).children.get('f0'), files[1]);
});
