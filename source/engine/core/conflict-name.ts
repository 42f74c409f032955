import {hash} from 'node:crypto';
import type {TreeNode} from './node.js';
import {pathLimits, type Path} from './path.js';

const marker = /\.conflict-[\p{Letter}\p{Number}\-_]+-[\da-f]{8}(?:-\d+)?(?=\.[^.]*$|$)/v;
const longestDevice = 40;
const longestExtension = 20;

export type LoserName = {
	/** Its own name, which the winner keeps. */
	readonly name: string;
	/** Where the losing version was made. */
	readonly device: string;
	/** Eight hexadecimal digits that tell versions apart (`versionMark`). */
	readonly mark: string;
	/** 1 for the first name to try, 2 if that is taken by something else, and so on. */
	readonly attempt: number;
};

/** `name.conflict-<device>-<mark>.ext`, within the limit for names; a conflict of a conflict is named after the original. */
export function conflictName({name, device, mark, attempt}: LoserName): string {
	const original = name.startsWith('.conflict-') ? name : name.replace(marker, '');
	const dot = original.lastIndexOf('.');
	const hasExtension = dot > 0 && original.length - dot <= longestExtension;
	const extension = hasExtension ? original.slice(dot) : '';
	const suffix = `.conflict-${deviceMark(device)}-${mark}${attempt > 1 ? `-${attempt}` : ''}${extension}`;
	return shorten(hasExtension ? original.slice(0, dot) : original, pathLimits.componentBytes - Buffer.byteLength(suffix)) + suffix;
}

/** The same for equal contents wherever they lie, so that both devices give the same name; a folder is known by where it came from. */
export function versionMark(node: TreeNode, basePath: Path): string {
	return (node.kind === 'file' ? node.digest : hash('sha256', node.kind === 'symlink' ? node.target : basePath)).slice(0, 8);
}

function deviceMark(device: string): string {
	const words = device.normalize('NFC').split(/[^\p{Letter}\p{Number}]+/v).filter(word => word !== '');
	return words.length === 0 ? 'device' : shorten(words.join('-'), longestDevice);
}

function shorten(text: string, bytes: number): string {
	let short = '';
	let length = 0;
	for (const character of text) {
		length += Buffer.byteLength(character);
		if (length > bytes) {
			break;
		}

		short += character;
	}

	return short;
}
