/** Something that a screen reads from elsewhere: not there yet, there, or not to be had (and why, in a sentence). */
export type Loaded<Value> =
	| {readonly status: 'loading'}
	| {readonly status: 'ready'; readonly value: Value}
	| {readonly status: 'failed'; readonly message: string};

export const loading: Loaded<never> = {status: 'loading'};
