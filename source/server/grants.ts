import type {Access, DeviceRecord} from '../store/access-store.js';

/*
A device record names what the device may open in one text: `*`, or names of shares separated by commas, each with its own access
behind a colon where that differs from the record's (`site,photos:read-only`). Names are percent-encoded, so that any name can stand there.
*/

type Grants = ReadonlyMap<string, Access>;

/** Stands for every share of the server. */
export const everyShare = '*';

function parseGrants({share, access}: Pick<DeviceRecord, 'share' | 'access'>): Grants {
	return new Map(share.split(',').map((part): [string, Access] => {
		const [name = '', own] = part.split(':', 2);
		return [decodeName(name), own === 'read-only' || own === 'read-write' ? own : access];
	}));
}

/** What a device may do with a share. */
export function accessTo(record: DeviceRecord | undefined, share: string): Access | undefined {
	if (!record || share === everyShare) {
		return undefined;
	}

	const grants = parseGrants(record);
	return grants.get(share) ?? grants.get(everyShare);
}

/** The record's text with one more grant, which replaces an older one for the same share. */
export function addGrant(record: Pick<DeviceRecord, 'share' | 'access'>, share: string, access: Access): string {
	const grants = new Map(parseGrants(record)).set(share, access);
	return [...grants].map(([name, own]) => own === record.access ? encodeName(name) : `${encodeName(name)}:${own}`).join(',');
}

export function encodeName(share: string): string {
	return share === everyShare ? everyShare : encodeURIComponent(share);
}

/** A record written by hand may hold a percent sign that encodes nothing. */
function decodeName(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** What a record grants, for people. */
export const describeGrants = ({share}: Pick<DeviceRecord, 'share'>): string => share.split(',').map(part => decodeName(part.split(':', 1)[0]!)).join(', ');
