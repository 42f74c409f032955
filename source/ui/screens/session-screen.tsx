import {useMemo} from 'react';
import {AttentionPanel} from '../panels/attention-panel.js';
import {footerRow} from '../rows/footer-row.js';
import {Frame, type PanelTable} from '../parts/frame.js';
import {hasAttention, isBlocked} from '../state/phase.js';
import {headerRow, isHeaderReversed, throughputRow} from '../rows/header-row.js';
import {Help} from '../parts/help.js';
import {NoticePanel} from '../panels/notice-panel.js';
import {PeerPanel, SessionPanel, ThroughputPanel} from '../panels/side-panels.js';
import {PendingPanel} from '../panels/pending-panel.js';
import {Row} from '../parts/row.js';
import {SessionLogPanel} from '../panels/log-panel.js';
import {sessionKeyContext} from '../state/session-model.js';
import {sessionLayout} from '../layout.js';
import {statusRow} from '../rows/status-row.js';
import {TransfersPanel} from '../panels/transfers-panel.js';
import {useScreen, useSession, useView} from '../state/screen.js';
import {CompactSession} from './compact-session.js';

const panels: PanelTable = {
	pending: PendingPanel,
	transfers: TransfersPanel,
	log: SessionLogPanel,
	attention: AttentionPanel,
	session: SessionPanel,
	peer: PeerPanel,
	throughput: ThroughputPanel,
	notice: NoticePanel,
};

/** The dashboard of one session. */
export function SessionScreen() {
	const size = useView(view => view.size);
	const isHelpOpen = useView(view => view.isHelpOpen);
	const isAttentionNeeded = useSession(frame => hasAttention(frame.state));
	const isStuck = useSession(frame => isBlocked(frame.state));
	const layout = useMemo(() => sessionLayout(size, {hasAttention: isAttentionNeeded, isBlocked: isStuck}), [size, isAttentionNeeded, isStuck]);
	if (isHelpOpen) {
		return <Help screen='session'/>;
	}

	return layout.kind === 'compact'
		? <CompactSession/>
		: <Frame layout={layout} panels={panels} header={<SessionHeader hasRates={layout.headerRows > 1}/>} footer={<SessionFooter/>}/>;
}

function SessionHeader({hasRates}: {readonly hasRates: boolean}) {
	const {look, title, home} = useScreen();
	const state = useSession(frame => frame.state);
	const now = useSession(frame => frame.state.phase === 'offline' ? frame.now : 0);
	const width = useView(view => view.size.columns);
	return (
		<>
			<Row
				line={headerRow(state, now, {
					width, look, title, home,
				})} isSelected={isHeaderReversed(state)}
			/>
			{hasRates && <Row line={throughputRow(state, width, look)}/>}
		</>
	);
}

function SessionFooter() {
	const {look} = useScreen();
	const state = useSession(frame => frame.state);
	const view = useView(current => current);
	return (
		<>
			<Row line={statusRow(state, view.size.columns, look)}/>
			<Row line={footerRow(sessionKeyContext(state, view), view.size.columns, look)}/>
		</>
	);
}
