import {FsyncError} from '../engine/fault.js';

/** Where servers listen unless told otherwise, and where clients knock. */
export const defaultPort = 8440;
export const defaultShare = 'default';

export type HostPort = {readonly host: string; readonly port: number};

const hostPortPattern = /^(?:\[(?<bracketed>[\d.:a-f]+(?:%\w+)?)\]|(?<plain>[^\s\/:\[\]]*)):(?<port>\d{1,5})$/iv;

/** `host:port` or `[v6]:port`; undefined when the text is neither. The host may be empty. */
export function parseHostPort(text: string): HostPort | undefined {
	const groups = hostPortPattern.exec(text)?.groups;
	const port = Number(groups?.port);
	return groups && port <= 65_535 ? {host: groups.bracketed ?? groups.plain ?? '', port} : undefined;
}

export function formatHostPort({host, port}: HostPort): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** `--listen`: `HOST:PORT`, `:PORT` or `PORT` (any address of this machine); port 0 is any free port. */
export function parseListen(text: string): HostPort {
	const hostPort = parseHostPort(text.includes(':') ? text : `:${text}`);
	if (!hostPort) {
		throw new FsyncError('usage', `--listen cannot be '${text}': give HOST:PORT, for example 0.0.0.0:${defaultPort}.`);
	}

	return {host: hostPort.host === '' ? '0.0.0.0' : hostPort.host, port: hostPort.port};
}

const shareNamePattern = /^[\p{Letter}\p{Number}_][\p{Letter}\p{Number}\-._]{0,63}$/v;

export function isShareName(name: string): boolean {
	return shareNamePattern.test(name);
}

/** The share's name for a folder's name: what cannot stand in an address becomes a dash. */
export function shareNameFor(folderName: string): string {
	const name = folderName.replaceAll(/[^\p{Letter}\p{Number}\-._]+/gv, '-').replace(/^[^\p{Letter}\p{Number}_]+/v, '').slice(0, 64);
	return isShareName(name) ? name : defaultShare;
}

/** `--share NAME=PATH`. */
export function parseShare(text: string): {readonly name: string; readonly path: string} {
	const equals = text.indexOf('=');
	const name = text.slice(0, Math.max(equals, 0));
	const path = text.slice(equals + 1);
	if (path === '' || !isShareName(name)) {
		throw new FsyncError('usage', `--share cannot be '${text}': give NAME=PATH, a name of letters, digits, '.', '_' and '-', and a folder.`);
	}

	return {name, path};
}
