import {composeLine} from '../line.js';
import {formatCount} from '../text/count.js';
import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {noticeOf} from '../state/notice.js';
import {Panel} from '../parts/panel.js';
import {Row} from '../parts/row.js';
import {SentenceRows} from '../parts/sentence-rows.js';
import {useScreen, useSession} from '../state/screen.js';

const noPaths: readonly string[] = [];
/** Rows that a notice's sentences need at most in a full panel, with one empty row after them. */
const sentenceRows = 8;

/** Why the session does not go on and what to do, with the paths it is about. */
export function NoticePanel({box}: {readonly box: PanelBox}) {
	const state = useSession(frame => frame.state);
	const now = useSession(frame => frame.state.phase === 'offline' ? frame.now : 0);
	const notice = noticeOf(state, now);
	if (notice === undefined) {
		return undefined;
	}

	const width = innerColumns(box);
	const paths = state.halt?.paths ?? noPaths;
	return (
		<Panel box={box} title={notice.title} summary={notice.tag} tone={notice.tone}>
			<SentenceRows sentences={notice.sentences} width={width}/>
			{paths.length > 0 && <PathRows paths={paths} width={width} rows={Math.max(0, innerRows(box) - sentenceRows)}/>}
		</Panel>
	);
}

type PathRowsProps = {readonly paths: readonly string[]; readonly width: number; readonly rows: number};

function PathRows({paths, width, rows}: PathRowsProps) {
	const {look} = useScreen();
	const shown = paths.slice(0, paths.length > rows ? Math.max(0, rows - 1) : rows);
	const more = paths.length - shown.length;
	return (
		<>
			<Row line={composeLine([{text: ''}], width, look)}/>
			{shown.map(path => <Row key={path} line={composeLine([{text: ' ', gap: 1}, {text: path, grows: true, cut: 'path'}], width, look)}/>)}
			{more > 0 && <Row line={composeLine([{text: ' ', gap: 1}, {text: `and ${formatCount(more)} more`, tone: 'muted'}], width, look)}/>}
		</>
	);
}
