import { Title, VisuallyHidden } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import styles from './Page.module.css';

export interface PageProps {
  readonly title: string;
  /** Kept for screen readers only, where the page begins with something stronger. */
  readonly titleHidden?: boolean;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  /** Stays visible below the scrolling part. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** Frame of every page: heading, actions, one scrolling area, and an optional bar at the bottom. */
export function Page({ title, titleHidden = false, subtitle, actions, footer, children }: PageProps): ReactElement {
  return (
    <section className={styles['page']} aria-labelledby="page-title">
      {titleHidden ? (
        <VisuallyHidden component="h1" id="page-title">
          {title}
        </VisuallyHidden>
      ) : (
        <header className={styles['head']}>
          <div>
            <Title order={1} id="page-title" className={styles['title'] ?? ''}>
              {title}
            </Title>
            {subtitle === undefined ? null : <p className={styles['subtitle']}>{subtitle}</p>}
          </div>
          <div className={styles['actions']}>{actions}</div>
        </header>
      )}
      <div className={`${styles['body'] ?? ''} ${titleHidden ? (styles['bare'] ?? '') : ''}`}>{children}</div>
      {footer === undefined || footer === null ? null : <div className={styles['footer']}>{footer}</div>}
    </section>
  );
}
