import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useFeatures } from './context.ts';
import styles from './Frame.module.css';
import { type PageEntry, pagesOf } from './pages.ts';
import { type Attention, useAttention } from './useAttention.ts';

interface NavItemProps {
  readonly page: PageEntry;
  readonly narrow: boolean;
  /** Something on this page waits for the user. */
  readonly attention: Attention | undefined;
}

function NavItem({ page, narrow, attention }: NavItemProps): ReactElement {
  const PageIcon = page.icon;
  return (
    <li>
      <Tooltip label={page.title} position="right" disabled={!narrow}>
        <Link to={page.path} className={styles['item']} activeOptions={{ exact: page.path === '/' }}>
          <PageIcon size={18} stroke={1.75} aria-hidden />
          <span className={styles['label']}>{page.title}</span>
          {attention === undefined ? null : (
            <span className={styles['badge']} data-tone={attention.tone} title={attention.why}>
              {attention.count}
              <span className={styles['skip']}> {attention.why}</span>
            </span>
          )}
        </Link>
      </Tooltip>
    </li>
  );
}

/** The pages of this surface, with what waits on them. */
export function NavList({ narrow }: { readonly narrow: boolean }): ReactElement {
  const { surface } = useFeatures();
  const attention = useAttention();
  return (
    <ul className={styles['nav']}>
      {pagesOf(surface).map((page) => (
        <NavItem key={page.path} page={page} narrow={narrow} attention={attention[page.path]} />
      ))}
    </ul>
  );
}
