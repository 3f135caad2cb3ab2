/** The marks of the page, for its parts. */
import { createContext, useContext } from 'react';
import type { Marks } from './marksStore.ts';

export const MarksContext = createContext<Marks | null>(null);

export function useMarks(): Marks {
  const marks = useContext(MarksContext);
  if (marks === null) throw new Error('marks were asked for outside of the monitor page');
  return marks;
}
