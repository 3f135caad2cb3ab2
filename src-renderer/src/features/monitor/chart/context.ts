/** The chart group of the page, for its charts. */
import { createContext, useContext } from 'react';
import type { ChartGroup } from './chartGroup.ts';

export const ChartGroupContext = createContext<ChartGroup | null>(null);

export function useChartGroup(): ChartGroup {
  const group = useContext(ChartGroupContext);
  if (group === null) throw new Error('a chart was rendered outside of the monitor page');
  return group;
}
