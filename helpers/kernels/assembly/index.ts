/**
 * Inner loops of the measuring kernels, in AssemblyScript. They own no memory:
 * the caller imports one, says where the data lies, and reads the result, so
 * that nothing but the loop is inside the time that is taken.
 */
export { buildCycle, walkCycle } from './chase';
export { floatDouble, floatSingle } from './float';
export { integerMix } from './integer';
export { checkPattern, fillPattern } from './pattern';
export { checkKeys, fillKeys, sortKeys } from './sort';
export { add, copy, countOthers, fill, scale, triad } from './stream';
export { randomWalk, sumWords } from './walk';
