/** How much there is left to do after a pass. */
export type Progress = {
	/** Steps found another state than planned. */
	readonly isStale: boolean;
	/** A disk refused steps: they are worth another try later. */
	readonly hasFailed: boolean;
};
