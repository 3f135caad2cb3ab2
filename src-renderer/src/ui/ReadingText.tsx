import type { ReactElement } from 'react';
import type { Reading } from '../../../src-main/contracts/value.ts';
import { Why } from './Why.tsx';

/** A value as text, or the honest word for why there is none. */
export function ReadingText({ reading }: { readonly reading: Reading<string> }): ReactElement {
  if (reading.status === 'ok') return <>{reading.value}</>;
  return <Why status={reading.status} why={reading.why} />;
}
