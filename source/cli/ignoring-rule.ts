import type {SessionRecord} from '../engine/session/session-store.js';
import type {Ignoring} from '../ui/index.js';
import {savedSettings} from './saved-settings.js';

/** What is left out of a session, for its screen: counted on its folder, and written into the folder's own rule file, where it stays and travels. */
export function ignoringOf(record: Pick<SessionRecord, 'folder' | 'settings'>): Ignoring {
	return {
		async look(pattern, signal) {
			const {FolderSurvey} = await import('./folder-survey.js');
			const {ignorePatterns: patterns, useGitignore} = savedSettings(record);
			const survey = new FolderSurvey(record.folder);
			await survey.walk(signal);
			const before = await survey.count({patterns, useGitignore}, signal);
			const after = await survey.count({patterns: [...patterns, pattern], useGitignore}, signal);
			return {files: after.hiddenFiles - before.hiddenFiles, bytes: after.hiddenBytes - before.hiddenBytes};
		},
		async add(pattern) {
			const {addPatterns} = await import('./rule-file.js');
			addPatterns(record.folder, [pattern]);
		},
	};
}
