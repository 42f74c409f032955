import {composeLine, type Line} from '../line.js';
import {fieldRow, footerRow, questionKeysRow} from '../rows/footer-row.js';
import {useFrameChange, useShared, useView} from '../state/screen.js';
import {Row} from './row.js';

/** What is being asked, else what the last key said, else nothing. */
function useNews(): Line | undefined {
	const {look} = useShared();
	const width = useView(view => view.size.columns);
	const question = useView(view => view.question);
	const message = useView(view => view.message);
	return question === undefined ? message && composeLine([{text: ' ', gap: 0}, {text: message.text, tone: message.tone}], width, look) : composeLine([{text: ' ', gap: 0}, {text: question.text, tone: 'warning'}], width, look);
}

/** The last line of every screen: the keys that are valid now, or what is being written or asked. */
export function KeysRow() {
	const {app, look} = useShared();
	const width = useView(view => view.size.columns);
	useFrameChange();
	const view = useView(current => current);
	const {question, field} = view;
	if (field !== undefined && !field.isInline) {
		return <Row line={fieldRow(field, width, look)}/>;
	}

	return question === undefined
		? <Row line={footerRow(app.table(), app.conditions(), {width, look})}/>
		: <Row line={questionKeysRow(question, width, look)}/>;
}

/** The last two lines of a screen: how things stand (or a question, or what the last key said), and the keys. */
export function Footer({status}: {readonly status: Line}) {
	const news = useNews();
	return (
		<>
			<Row line={news ?? status}/>
			<KeysRow/>
		</>
	);
}
