import type {SessionRecord} from '../engine/session/session-store.js';
import type {Home} from '../store/home.js';
import type {Past} from '../ui/index.js';

/** What is kept of a session's folder, for its screen. What answers is loaded with the first question: a screen is drawn without it. */
export function pastOf(home: Home, record: Pick<SessionRecord, 'folder' | 'retention'>): Past {
	let opened: Promise<Past> | undefined;
	const ask = async <Answer>(question: (past: Past) => Promise<Answer>): Promise<Answer> => {
		opened ??= open(home, record);
		return question(await opened);
	};

	return {
		history: async path => ask(async past => past.history(path)),
		texts: async (path, number) => ask(async past => past.texts(path, number)),
		restore: async (path, number) => ask(async past => past.restore(path, number)),
		restoreTo: async (path, number, to) => ask(async past => past.restoreTo(path, number, to)),
		preview: async (path, time) => ask(async past => past.preview(path, time)),
		putBack: async (path, timeMilliseconds) => ask(async past => past.putBack(path, timeMilliseconds)),
	};
}

async function open(home: Home, record: Pick<SessionRecord, 'folder' | 'retention'>): Promise<Past> {
	const {FolderPast} = await import('./folder-past.js');
	return new FolderPast(home, record);
}
