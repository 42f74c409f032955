import test from 'ava';
import fc from 'fast-check';
import {accessTo, addGrant, encodeName} from '../../source/server/grants.js';
import type {Access, DeviceRecord} from '../../source/store/access-store.js';
import {character} from '../arbitrary-character.js';

const record = (share: string, access: Access = 'read-write'): DeviceRecord => ({
	id: 'a', name: 'n', share, access, addedMilliseconds: 0,
});

test('a device may open the share it was paired with and no other', t => {
	t.is(accessTo(record('site'), 'site'), 'read-write');
	t.is(accessTo(record('site', 'read-only'), 'site'), 'read-only');
	t.is(accessTo(record('site'), 'sit'), undefined);
	t.is(accessTo(record('site'), ''), undefined);
	t.is(accessTo(undefined, 'site'), undefined);
});

test('a star opens every share, but is itself the name of none', t => {
	t.is(accessTo(record('*'), 'anything'), 'read-write');
	t.is(accessTo(record('*'), '*'), undefined);
});

test('grants for several shares keep their own access, whatever the names hold', t => {
	const name = fc.string({unit: character, minLength: 1, maxLength: 12}).map(text => text.toWellFormed()).filter(text => text !== '*');
	const grant = fc.tuple(name, fc.constantFrom<Access>('read-write', 'read-only'));
	fc.assert(fc.property(fc.array(grant, {minLength: 1, maxLength: 6}), grants => {
		const [[first, access], ...more] = grants as [[string, Access], ...Array<[string, Access]>];
		let device = record(encodeName(first), access);
		for (const [share, own] of more) {
			device = {...device, share: addGrant(device, share, own)};
		}

		for (const [share, own] of new Map(grants)) {
			t.is(accessTo(device, share), own);
		}
	}), {seed: 4});
});

test('a name written by hand with a lone percent sign stands for itself', t => {
	t.is(accessTo(record('100%'), '100%'), 'read-write');
});
