import fc from 'fast-check';

/**
Any code point but halves of pairs. fast-check has the same as its unit `binary`, and makes a table of all million of them in each process that asks for it, which
takes a second.
*/
export const character = fc.nat({max: 0x10_F7_FF}).map(number => String.fromCodePoint(number < 0xD8_00 ? number : number + 0x8_00));
