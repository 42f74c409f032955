import type {HeaderReader} from './header-reader.js';
import {decodeHead, encodeHead} from './head-codec.js';
import {limits} from './limits.js';
import type {Plain} from './message-pack.js';
import type {
	Applied,
	Apply,
	Commit,
	Commits,
	Listing,
} from './messages.js';
import {decodeNodes, encodeNodes} from './node-codec.js';
import {decodeOperations, encodeOperations} from './operation-codec.js';
import {decodeResults, encodeResults} from './result-codec.js';
import {decodePaths, encodeText, encodeTexts} from './text-codec.js';

/** Messages that carry trees and steps: the long ones. */

export function encodeCommits({commits}: Commits): Plain[] {
	return [commits.map(commit => [encodeHead(commit), encodeText(commit.device), encodeOperations(commit.operations)])];
}

export function decodeCommits(reader: HeaderReader): Commits {
	let left: number = limits.entries;
	const commits = reader.rows('commits', limits.entries).map((row): Commit => {
		const head = decodeHead(row, 'head');
		const device = row.name('device', {maximum: limits.nameBytes});
		const operations = decodeOperations(row, 'operations', left);
		left -= operations.length;
		return {...head, device, operations};
	});
	return {type: 'commits', commits};
}

export function encodeListing({head, entries, isLast}: Listing): Plain[] {
	return [encodeHead(head), isLast, entries.length, encodeTexts(entries.map(entry => entry.path)), encodeNodes(entries.map(entry => entry.node), () => 'full')];
}

export function decodeListing(reader: HeaderReader): Listing {
	const head = decodeHead(reader, 'head');
	const isLast = reader.boolean('is last');
	const count = reader.integer('count', {maximum: limits.entries});
	const paths = decodePaths(reader, 'paths', count);
	const nodes = decodeNodes(reader, 'nodes', {count, hasTimes: true});
	const entries = paths.map((path, index) => {
		const node = nodes[index];
		if (!node) {
			throw reader.fault('nodes', `lack the node of entry ${index}`);
		}

		return {path, node};
	});
	return {
		type: 'listing', head, entries, isLast,
	};
}

export function encodeApply({batch, heard, operations}: Apply): Plain[] {
	return [batch, heard, encodeOperations(operations)];
}

export function decodeApply(reader: HeaderReader): Apply {
	return {
		type: 'apply', batch: reader.integer('batch', {minimum: 1}), heard: reader.integer('heard'), operations: decodeOperations(reader, 'operations'),
	};
}

export function encodeApplied({batch, head, results}: Applied): Plain[] {
	return [batch, encodeHead(head), encodeResults(results)];
}

export function decodeApplied(reader: HeaderReader): Applied {
	return {
		type: 'applied', batch: reader.integer('batch', {minimum: 1}), head: decodeHead(reader, 'head'), results: decodeResults(reader, 'results'),
	};
}
