const block = 'ABBA';
const turnedBlock = 'BAAB';

/**
 * The order of measurements of two things, four letters for each block. Each block has both things twice around the same
 * middle, so that a steady drift hits both alike; which comes first changes by the sequence of Thue and Morse, so that slower
 * bends cancel over the blocks too.
 */
export function abba(blocks: number): string {
  return Array.from({ length: blocks }, (_, index) => (onesOf(index) % 2 === 0 ? block : turnedBlock)).join('');
}

function onesOf(value: number): number {
  return value.toString(2).replaceAll('0', '').length;
}
