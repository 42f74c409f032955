import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {noticeOf} from '../state/notice.js';
import {Panel} from '../parts/panel.js';
import {sentenceLines} from '../rows/sentence-lines.js';
import {Rows} from '../parts/row.js';
import {useShared, useSession} from '../state/screen.js';

/** Why the session does not go on and what to do. */
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
	return (
		<Panel box={box} title={notice.title} summary={notice.tag} tone={notice.tone}>
			<Rows lines={sentences}/>
		</Panel>
	);
}
