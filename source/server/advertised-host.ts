import {networkInterfaces} from 'node:os';

/** Addresses that mean all of this machine's. */
const anyAddress = new Set(['0.0.0.0', '::', '']);

/** The host that an invite names: the one listened on, or for "all addresses" the first that another machine can reach. */
export function advertisedHost(host: string): string {
	if (!anyAddress.has(host)) {
		return host;
	}

	const addresses = Object.values(networkInterfaces()).flatMap(list => list ?? []);
	const outside = addresses.find(address => !address.internal && address.family === 'IPv4') ?? addresses.find(address => !address.internal);
	return outside?.address ?? '127.0.0.1';
}
