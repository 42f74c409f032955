import {createHash} from 'node:crypto';
import type {Operation} from '../engine/core/operation.js';
import type {TreeNode} from '../engine/core/node.js';
import type {Head} from '../engine/protocol/messages.js';

const pieceCharacters = 64 * 1024;

const nodeText = (node: TreeNode): string => {
	switch (node.kind) {
		case 'file': {
			return `f ${node.digest} ${node.size} ${node.executable ? 'x' : '-'} ${node.modifiedMicroseconds}`;
		}

		case 'symlink': {
			return `l ${node.target}`;
		}

		case 'folder': {
			return 'd';
		}
	}
};

const operationText = (operation: Operation): string => {
	switch (operation.kind) {
		case 'put': {
			return `put\0${operation.path}\0${nodeText(operation.node)}\n`;
		}

		case 'move': {
			return `move\0${operation.from}\0${operation.path}\n`;
		}

		case 'delete': {
			return `delete\0${operation.path}\n`;
		}
	}
};

/**
The head after one more commit. The lineage is chained over everything that was ever committed, so two histories with the same
generation and lineage are the same history, and a restored backup is told apart from it.
*/
export function nextHead(head: Head, device: string, operations: readonly Operation[]): Head {
	const generation = head.generation + 1;
	const hash = createHash('sha256').update(`${head.lineage}\n${generation}\n${device}\n`);
	// In pieces of many: a call for each operation cost more than the hash.
	let text = '';
	for (const operation of operations) {
		text += operationText(operation);
		if (text.length < pieceCharacters) {
			continue;
		}

		hash.update(text);
		text = '';
	}

	return {generation, lineage: hash.update(text).digest('hex')};
}
