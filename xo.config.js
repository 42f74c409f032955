/** @type {import('xo').FlatXoConfig} */
const config = [
	{ignores: ['build', 'build-mutants', 'coverage', 'docs', 'media/pictures']},
	{
		rules: {
			'max-lines': ['error', {max: 250, skipBlankLines: true, skipComments: true}],
			'max-lines-per-function': ['error', {max: 50, skipBlankLines: true, skipComments: true}],
			'max-params': ['error', 4],
			complexity: ['error', 12],
			'unicorn/prevent-abbreviations': 'off',
			'unicorn/no-process-exit': 'off',
			'unicorn/filename-case': ['error', {case: 'kebabCase'}],
			'unicorn/no-array-reduce': 'off',
			'unicorn/no-null': 'off',
			// The order of conditions says what is looked at first; it is not a matter of length.
			'unicorn/prefer-simple-condition-first': 'off',
			'unicorn/single-line-block-comment-style': 'off',
			'unicorn/prefer-iterator-to-array': 'off',
			// A default branch is how the messages that belong elsewhere are answered.
			'@typescript-eslint/switch-exhaustiveness-check': ['error', {considerDefaultExhaustiveForUnions: true}],
			'unicorn/prefer-includes-over-repeated-comparisons': 'off',
			'unicorn/consistent-boolean-name': 'off',
			'unicorn/consistent-class-member-order': 'off',
			'jsdoc/require-yields': 'off',
			'jsdoc/require-returns': 'off',
			'jsdoc/require-param': 'off',
			'react/react-in-jsx-scope': 'off',
			'no-await-in-loop': 'off',
			'no-bitwise': 'off',
			'max-depth': ['error', 4],
			'@stylistic/max-len': 'off',
			'@typescript-eslint/prefer-readonly-parameter-types': 'off',
			'@typescript-eslint/naming-convention': 'off',
			'@typescript-eslint/class-literal-property-style': 'off',
			'unicorn/prefer-event-target': 'off',
			'unicorn/no-useless-undefined': 'off',
			'unicorn/text-encoding-identifier-case': 'off',
			'capitalized-comments': 'off',
			'import-x/extensions': 'off',
			'n/prefer-global/buffer': 'off',
			'n/prefer-global/process': 'off',
		},
	},
	{
		files: ['test/**', 'scripts/**', 'media/**', 'bench/**'],
		rules: {
			'max-lines': 'off',
			'max-lines-per-function': 'off',
			// Tests are run from build/; the rule looks for their sources in AVA's list.
			'ava/no-ignored-test-files': 'off',
			'ava/assertion-arguments': 'off',
			// It takes every file below test/ for a test of Node's own runner.
			'node-test/no-import-test-files': 'off',
			'unicorn/no-await-expression-member': 'off',
			// Properties are written as nested generators.
			'unicorn/max-nested-calls': 'off',
		},
	},
	{
		// A simulated machine: bytes are Node's, steps of many kinds are told apart in one place, and loops end by what happens in them.
		files: ['test/sim/**'],
		rules: {
			complexity: 'off',
			'@typescript-eslint/no-restricted-types': 'off',
			'no-unmodified-loop-condition': 'off',
			'unicorn/no-computed-property-existence-check': 'off',
			'unicorn/no-break-in-nested-loop': 'off',
			'unicorn/prefer-then-catch': 'off',
		},
	},
	{
		// AVA is pinned to one version, for later ones ask for a package that cannot be had everywhere.
		files: ['package.json'],
		rules: {'package-json/dependency-version-range': 'off'},
	},
];

export default config;
