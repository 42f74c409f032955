import {Component, type ReactElement} from 'react';
import {composeLine} from '../line.js';
import {innerColumns, type PanelBox} from '../layout.js';
import {useShared, useView} from '../state/screen.js';
import {Panel} from './panel.js';
import {Row} from './row.js';

type BoundaryProps = {readonly fallback: ReactElement; readonly onCrash: (error: unknown) => void; readonly children: ReactElement};

/** React catches what a component throws only in a class. */
class Boundary extends Component<BoundaryProps, {readonly hasCrashed: boolean}> {
	static getDerivedStateFromError() {
		return {hasCrashed: true};
	}

	override state = {hasCrashed: false};

	override componentDidCatch(error: unknown) {
		this.props.onCrash(error);
	}

	override render(): ReactElement {
		return this.state.hasCrashed ? this.props.fallback : this.props.children;
	}
}

type GuardedProps = {readonly box: PanelBox; readonly children: ReactElement};

/** A panel that crashes says so in its own place; the other panels and the sync go on. */
export function Guarded({box, children}: GuardedProps) {
	const {look, app: {view}, onCrash} = useShared();
	const attempt = useView(state => state.attempt);
	const line = composeLine([{text: 'panel crashed, r to retry; the sync goes on', tone: 'bad'}], innerColumns(box), look);
	const note = (error: unknown) => {
		const state = view.get();
		view.set({...state, crashed: [...state.crashed, box.name]});
		onCrash(error);
	};

	return (
		<Boundary key={attempt} fallback={<Panel box={box} title={box.name} summary='crashed' tone='bad'><Row line={line}/></Panel>} onCrash={note}>
			{children}
		</Boundary>
	);
}
