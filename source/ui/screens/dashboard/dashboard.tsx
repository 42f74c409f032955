import {useEffect} from 'react';
import {AttentionPanel} from '../../panels/attention-panel.js';
import {Footer} from '../../parts/footer.js';
import {Frame, type PanelTable} from '../../parts/frame.js';
import {hasVanished} from '../../state/phase.js';
import {nextSessionChange} from '../../state/countdown.js';
import {NoticePanel} from '../../panels/notice-panel.js';
import {PeerPanel} from '../../panels/peer-panel.js';
import {PendingPanel} from '../../panels/pending-panel.js';
import {Row} from '../../parts/row.js';
import {SessionHeader} from '../../parts/session-header.js';
import {SessionLogPanel} from '../../panels/log-panel.js';
import {SessionPanel} from '../../panels/session-panel.js';
import {SessionsPanel} from '../../panels/sessions-panel.js';
import {statusRow} from '../../rows/status-row.js';
import {throughputRow} from '../../rows/header-row.js';
import {ThroughputPanel} from '../../panels/throughput-panel.js';
import {TransfersPanel} from '../../panels/transfers-panel.js';
import {
	useCockpit,
	useLocal,
	useSession,
	useShared,
	useView,
	useVisit,
} from '../../state/screen.js';
import {VanishedPanel} from '../../panels/vanished-panel.js';
import {withTop} from '../../state/view-state.js';
import type {Screen} from '../../screen.js';
import type {SessionCondition} from '../../keys/session.js';
import type {SessionWorld} from '../../state/world.js';
import {CompactDashboard} from './compact-dashboard.js';
import {
	dashboardAt,
	dashboardList,
	dashboardPanels,
	hasDashboardPanel,
	layoutOf,
	offersDashboardPanel,
	selectedTransfer,
	type DashboardLocal,
} from './dashboard-model.js';
import {haltKeys} from './halt-keys.js';
import {viewKeys, type DashboardFact} from './view-keys.js';

/** One session with all that it does, and the others beside it. */
export const dashboard: Screen<SessionWorld, DashboardLocal, DashboardFact, SessionCondition> = {
	name: 'dashboard',
	title: 'dashboard',
	content: <Dashboard/>,
	local: () => ({log: 'all'}),
	panels: dashboardPanels,
	focus: 'pending',
	offers: offersDashboardPanel,
	hasPanel: hasDashboardPanel,
	list: dashboardList,
	at: dashboardAt,
	conditions: scene => ({isOnSession: scene.visit.focus === 'sessions' && scene.visit.lists.sessions?.cursor !== undefined, isOnTransfer: selectedTransfer(scene) !== undefined}),
	keys: [...haltKeys, ...viewKeys],
	nextChange: ({state: {current}, now}) => nextSessionChange({state: current, now}),
};

const panels: PanelTable = {
	sessions: SessionsPanel,
	pending: PendingPanel,
	transfers: TransfersPanel,
	log: SessionLogPanel,
	attention: AttentionPanel,
	session: SessionPanel,
	peer: PeerPanel,
	throughput: ThroughputPanel,
	notice: NoticePanel,
	vanished: VanishedPanel,
};

/** A large plan comes up by itself, once. */
function useHeldPlan(): void {
	const {app} = useShared();
	const since = useSession(({plan}) => plan?.isHeld ? plan.sinceMilliseconds : undefined);
	const seen = useLocal((local: DashboardLocal) => local.seenPlan);
	useEffect(() => {
		if (since === undefined || since === seen) {
			return;
		}

		const helm = app.helm();
		helm.set({seenPlan: since});
		helm.open('plan', undefined);
	}, [app, since, seen]);
}

/** Whoever has to look at what vanished finds the list under the keys. */
function useFocusOnVanished(isListed: boolean): void {
	const {app} = useShared();
	useEffect(() => {
		app.helm().update(view => withTop(view, visit => ({...visit, focus: isListed ? 'vanished' : (visit.focus === 'vanished' ? 'pending' : visit.focus)})));
	}, [app, isListed]);
}

function Dashboard() {
	useHeldPlan();
	const size = useView(view => view.size);
	const zoomed = useVisit(visit => visit.zoomed);
	useFocusOnVanished(useSession(state => hasVanished(state)));
	const layout = useCockpit(state => layoutOf(state, size, zoomed));
	return layout.kind === 'compact'
		? <CompactDashboard/>
		: <Frame layout={layout} panels={panels} header={<DashboardHeader hasRates={layout.headerRows > 1}/>} footer={<DashboardFooter/>}/>;
}

function DashboardHeader({hasRates}: {readonly hasRates: boolean}) {
	const {look} = useShared();
	const state = useSession(current => current);
	const width = useView(view => view.size.columns);
	return (
		<>
			<SessionHeader/>
			{hasRates && <Row line={throughputRow(state, width, look)}/>}
		</>
	);
}

function DashboardFooter() {
	const {look} = useShared();
	const state = useSession(current => current);
	const width = useView(view => view.size.columns);
	return <Footer status={statusRow(state, width, look)}/>;
}
