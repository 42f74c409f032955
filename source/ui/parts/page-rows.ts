import {footerRows, type Size} from '../layout.js';

const headerRows = 1;

/** Rows that a page of a cockpit has for its content, between the header and the status. */
export const pageRows = ({rows}: Size): number => Math.max(0, rows - headerRows - footerRows);
