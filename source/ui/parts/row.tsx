import {Text} from 'ink';
import {memo} from 'react';
import {paintLine, type Line} from '../line.js';
import {useShared} from '../state/screen.js';

type RowProps = {readonly line: Line; readonly isSelected?: boolean};

/** One line of a screen as one text: a frame then has about as many nodes as rows. */
export const Row = memo(({line, isSelected = false}: RowProps) => {
	const {look} = useShared();
	return <Text wrap='truncate-end'>{paintLine(line, look, isSelected)}</Text>;
});

/** Lines below each other that have no other name than their place. */
export const Rows = ({lines}: {readonly lines: readonly Line[]}) => lines.map((line, index) => <Row key={index} line={line}/>);
