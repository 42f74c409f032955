import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {noticeOf} from '../state/notice.js';
import {Panel} from '../parts/panel.js';
import {pathLines, sentenceLines} from '../rows/sentence-lines.js';
import {Rows} from '../parts/row.js';
import {useScreen, useSession} from '../state/screen.js';

/** Why the session does not go on and what to do, with the paths it is about. */
export function NoticePanel({box}: {readonly box: PanelBox}) {
	const {look} = useScreen();
	const state = useSession(frame => frame.state);
	const now = useSession(frame => frame.state.phase === 'offline' ? frame.now : 0);
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
