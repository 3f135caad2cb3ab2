/** How repeated measurements are summed up and compared; docs/benchmarks.md describes it in plain words. */
export { geometricMean, median } from './averages.ts';
export { compareSamples } from './compareSamples.ts';
export { abba } from './order.ts';
export { type Look, sequentialLooks } from './sequential.ts';
export { nextRound, type StopRule } from './stopRule.ts';
export { summarise } from './summarise.ts';
