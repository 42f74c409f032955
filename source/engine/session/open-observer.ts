import {openFileSystem} from '../disk/node-file-system.js';
import {lookup} from '../core/tree.js';
import {watchFolder} from '../disk/watcher.js';
import {Observer, type ObserverOptions} from './observer.js';

export type OpenObserverOptions = Omit<ObserverOptions, 'watch' | 'files'> & {readonly root: string};

/** An observer of a real folder of this machine, which must exist. */
export function openObserver({root, ...options}: OpenObserverOptions): Observer {
	const {clock, rules, tree} = options;
	return new Observer({
		...options,
		files: openFileSystem(root),
		watch: keepBack => watchFolder(root, {
			clock, rules, knows: path => lookup(tree(), path) !== undefined, keepBack,
		}),
	});
}
