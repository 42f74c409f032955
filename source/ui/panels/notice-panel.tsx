import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {noticeOf} from '../state/notice.js';
import {Panel} from '../parts/panel.js';
import {pathLines, sentenceLines} from '../rows/sentence-lines.js';
import {Rows} from '../parts/row.js';
import {useShared, useSession} from '../state/screen.js';

/** Why the session does not go on and what to do, with the paths it is about. */
export function NoticePanel({box}: {readonly box: PanelBox}) {
	const {look} = useShared();
	const state = useSession(state => state);
	const now = useSession(({phase}, time) => phase === 'offline' ? time : 0);
	const notice = noticeOf(state, now);
	if (notice === undefined) {
		return undefined;
	}

	const place = {width: innerColumns(box), rows: innerRows(box), look};
	const sentences = sentenceLines(notice.sentences, place);
	const paths = pathLines(state.halt?.paths ?? [], {...place, rows: place.rows - sentences.length});
	return (
		<Panel box={box} title={notice.title} summary={notice.tag} tone={notice.tone}>
			<Rows lines={[...sentences, ...paths]}/>
		</Panel>
	);
}
