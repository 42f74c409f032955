/** A value outside React that components subscribe to. */
export type Store<Value> = {
	get(): Value;
	set(value: Value): void;
	/** Calls back after each change. Returns a function that stops it. */
	subscribe(listener: () => void): () => void;
};

export function createStore<Value>(initial: Value): Store<Value> {
	let current = initial;
	const listeners = new Set<() => void>();
	return {
		get: () => current,
		set(value) {
			if (value === current) {
				return;
			}

			current = value;
			for (const listener of listeners) {
				listener();
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
}
