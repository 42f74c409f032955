import test from 'ava';
import fc from 'fast-check';
import {DigestTable, type Place} from '../../../source/engine/transfer/digest-table.js';
import {propertySeed} from '../content/seeded-bytes.js';

const all = (table: DigestTable, key: number) => {
	const places: Place[] = [];
	table.find(key, place => {
		places.push(place);
		return false;
	});
	return places;
};

const sorted = (places: readonly Place[]) => places.toSorted((a, b) => (a.file * 10) + a.chunk - (b.file * 10) - b.chunk);

test('holds what was added and not removed, up to four places a key', t => {
	const step = fc.record({
		isAdded: fc.boolean(), key: fc.nat(5), file: fc.nat(6), chunk: fc.integer({min: -1, max: 1}),
	});
	fc.assert(fc.property(fc.array(step, {maxLength: 200}), steps => {
		const table = new DigestTable();
		const model = new Map<number, Place[]>();
		let isRight = true;
		for (const {isAdded, key, file, chunk} of steps) {
			const places = model.get(key) ?? [];
			const isKnown = places.some(place => place.file === file && place.chunk === chunk);
			if (isAdded && !isKnown) {
				const next = [...places, {file, chunk}].slice(0, 4);
				isRight &&= table.add(key, {file, chunk}) === (next.length > places.length);
				model.set(key, next);
			} else if (!isAdded) {
				table.remove(key, {file, chunk});
				model.set(key, places.filter(place => place.file !== file || place.chunk !== chunk));
			}
		}

		t.true(isRight);
		for (const [key, places] of model) {
			t.deepEqual(sorted(all(table, key)), sorted(places));
		}
	}), {seed: propertySeed});
});

test('grows, and uses the room of what was removed again', t => {
	const table = new DigestTable();
	for (let round = 0; round < 3; round++) {
		for (let key = 0; key < 5000; key++) {
			table.add((key * 1e9) + round, {file: key, chunk: -1});
		}

		for (let key = 0; key < 5000; key++) {
			t.deepEqual(all(table, (key * 1e9) + round), [{file: key, chunk: -1}]);
			table.remove((key * 1e9) + round, {file: key, chunk: -1});
		}
	}

	t.deepEqual(all(table, 0), []);
});
