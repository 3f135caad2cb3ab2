import { Tooltip } from '@mantine/core';
import { IconHelpCircle, IconMinus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { upperFirst } from '../lib/format.ts';
import styles from './Why.module.css';

export interface WhyProps {
  readonly status: 'absent' | 'unknown';
  readonly why: string;
  /** Short text that is always visible; "none" and "not known" otherwise. */
  readonly label?: string;
}

/** A missing value: says whether it is absent or unknown, and on hover, focus or touch why. */
export function Why({ status, why, label }: WhyProps): ReactElement {
  const text = label ?? (status === 'absent' ? 'none' : 'not known');
  const Mark = status === 'absent' ? IconMinus : IconHelpCircle;
  return (
    <Tooltip label={upperFirst(why)}>
      <button
        type="button"
        className={`${styles['why'] ?? ''} ${status === 'unknown' ? (styles['unknown'] ?? '') : ''}`}
        aria-label={`${text}: ${why}`}
      >
        <Mark size={14} className={styles['mark'] ?? ''} aria-hidden />
        {text}
      </button>
    </Tooltip>
  );
}
