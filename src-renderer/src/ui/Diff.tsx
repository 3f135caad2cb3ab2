import { VisuallyHidden } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import styles from './Diff.module.css';

export interface DiffProps {
  /** null: there was nothing. */
  readonly before: ReactNode;
  readonly after: string;
}

/** "10 → 60", read aloud as "from 10 to 60". */
export function Diff({ before, after }: DiffProps): ReactElement {
  return (
    <span className={styles['diff']}>
      <VisuallyHidden>from </VisuallyHidden>
      {before === null || typeof before === 'string' ? <ValueText>{before ?? 'nothing'}</ValueText> : before}
      <IconArrowRight size={13} className={styles['arrow'] ?? ''} aria-hidden />
      <VisuallyHidden> to </VisuallyHidden>
      <ValueText after>{after}</ValueText>
    </span>
  );
}

/** One value in the type of a terminal. */
export function ValueText({ children, after = false }: { readonly children: ReactNode; readonly after?: boolean }): ReactElement {
  return <span className={`${styles['value'] ?? ''} ${after ? (styles['after'] ?? '') : ''}`}>{children}</span>;
}
