import type {TreeNode} from '../core/node.js';
import type {Operation} from '../core/operation.js';
import {isWithin, type Path} from '../core/path.js';
import type {HeaderReader} from './header-reader.js';
import {limits} from './limits.js';
import type {Plain} from './message-pack.js';
import {decodeNodes, encodeNodes} from './node-codec.js';
import {decodePaths, encodeTexts} from './text-codec.js';

/** Operations travel in columns: kinds, paths, the `from` of the moves, the nodes of the puts, and what each expects. */
const codeOf = {
	put: 0, move: 1, delete: 2, loss: 3,
} as const;

function codeFor(operation: Operation): number {
	return operation.kind === 'delete' && operation.isLost ? codeOf.loss : codeOf[operation.kind];
}

export function encodeOperations(operations: readonly Operation[]): Plain {
	const codes = Buffer.allocUnsafe(operations.length);
	const paths: Path[] = [];
	const froms: Path[] = [];
	const nodes: TreeNode[] = [];
	const expected: Array<TreeNode | undefined> = [];
	for (const [index, operation] of operations.entries()) {
		codes[index] = codeFor(operation);
		paths.push(operation.path);
		expected.push(operation.expected);
		if (operation.kind === 'put') {
			nodes.push(operation.node);
		} else if (operation.kind === 'move') {
			froms.push(operation.from);
		}
	}

	return [
		codes,
		encodeTexts(paths),
		encodeTexts(froms),
		encodeNodes(nodes, () => 'full'),
		encodeNodes(expected, index => codes[index]! >= codeOf.delete ? 'subtree' : 'expected'),
	];
}

/** `maximum`: how many operations this message may still bring. */
export function decodeOperations(parent: HeaderReader, field: string, maximum: number = limits.entries): readonly Operation[] {
	const reader = parent.nested(field);
	const codes = reader.bytes('kinds', {maximum});
	const paths = decodePaths(reader, 'paths', codes.length);
	const moves = count(codes, codeOf.move);
	const froms = decodePaths(reader, 'from paths', moves);
	const nodes = decodeNodes(reader, 'nodes', {count: count(codes, codeOf.put), hasTimes: true});
	const expected = decodeNodes(reader, 'expected', {count: codes.length, hasTimes: false});
	let put = 0;
	let move = 0;
	const operations: Operation[] = [];
	for (const [index, code] of codes.entries()) {
		const path = paths[index]!;
		const expects = expected[index];
		if (code === codeOf.put) {
			const node = nodes[put++];
			if (!node) {
				throw reader.fault('nodes', `lack the node of operation ${index}`);
			}

			operations.push({
				kind: 'put', path, node, expected: expects,
			});
			continue;
		}

		if (!expects) {
			throw reader.fault('expected', `says that nothing stands where operation ${index} begins`);
		}

		operations.push(code === codeOf.move ? toMove(reader, {from: froms[move++]!, path, expected: expects}) : toDelete(reader, code, {path, expected: expects}));
	}

	return operations;
}

function toMove(reader: HeaderReader, move: {from: Path; path: Path; expected: TreeNode}): Operation {
	if (isWithin(move.from, move.path)) {
		throw reader.fault('paths', 'move a folder into itself');
	}

	return {kind: 'move', ...move};
}

function toDelete(reader: HeaderReader, code: number, deletion: {path: Path; expected: TreeNode}): Operation {
	if (code !== codeOf.delete && code !== codeOf.loss) {
		throw reader.fault('kinds', `contain the unknown operation ${code}`);
	}

	return code === codeOf.loss ? {kind: 'delete', ...deletion, isLost: true} : {kind: 'delete', ...deletion};
}

function count(codes: Uint8Array, code: number | undefined): number {
	let total = 0;
	for (const each of codes) {
		if (each === code) {
			total++;
		}
	}

	return total;
}
