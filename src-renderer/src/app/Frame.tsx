import { Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import { useStore } from 'zustand';
import { JobsIndicator } from '../features/jobs/JobsIndicator.tsx';
import { ConfirmDialog } from '../features/tuning/ConfirmDialog.tsx';
import { Brand } from './Brand.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { ConnectionMark } from './ConnectionMark.tsx';
import { useFeatures } from './context.ts';
import styles from './Frame.module.css';
import { type PageEntry, pages } from './pages.ts';
import { useThemeSetting } from './useThemeSetting.ts';

// Not needed for the first paint; they are fetched right after it.
const ChangeDialog = lazy(async () => ({ default: (await import('../features/tuning/ChangeDialog.tsx')).ChangeDialog }));
const CommandPalette = lazy(async () => ({ default: (await import('./CommandPalette.tsx')).CommandPalette }));

interface NavItemProps {
  readonly page: PageEntry;
  readonly narrow: boolean;
  /** Something on this page waits for the user; null shows nothing. */
  readonly attention: { readonly count: number; readonly why: string } | null;
}

function NavItem({ page, narrow, attention }: NavItemProps): ReactElement {
  const PageIcon = page.icon;
  return (
    <li>
      <Tooltip label={page.title} position="right" disabled={!narrow}>
        <Link to={page.path} className={styles['item']} activeOptions={{ exact: page.path === '/' }}>
          <PageIcon size={18} stroke={1.75} aria-hidden />
          <span className={styles['label']}>{page.title}</span>
          {attention === null ? null : (
            <span className={styles['badge']} title={attention.why}>
              {attention.count}
              <span className={styles['skip']}> {attention.why}</span>
            </span>
          )}
        </Link>
      </Tooltip>
    </li>
  );
}

/** Sidebar, the page, and everything that must be reachable from every page. */
export function Frame(): ReactElement {
  const { tuning } = useFeatures();
  const narrow = useMediaQuery('(max-width: 1000px)');
  const drifted = useStore(tuning.store, (state) => state.status.value?.drifted.length ?? 0);
  useThemeSetting();
  return (
    <div className={styles['frame']}>
      <button type="button" className={styles['skip']} onClick={focusContent}>
        Skip to the page
      </button>
      <nav className={styles['rail']} aria-label="Pages">
        <Brand />
        <ul className={styles['nav']}>
          {pages.map((page) => (
            <NavItem
              key={page.path}
              page={page}
              narrow={narrow}
              attention={page.path === '/tuning' && drifted > 0 ? { count: drifted, why: 'settings drifted' } : null}
            />
          ))}
        </ul>
        <div className={styles['spacer']} />
        <div className={styles['foot']}>
          <Tooltip label="Search pages and actions (Ctrl K)" position="right" disabled={!narrow}>
            <UnstyledButton className={styles['item'] ?? ''} onClick={spotlight.open} aria-label="Search pages and actions">
              <IconSearch size={18} stroke={1.75} aria-hidden />
              <span className={styles['label']}>Search</span>
              <span className={styles['kbd']}>
                <Kbd size="xs">Ctrl K</Kbd>
              </span>
            </UnstyledButton>
          </Tooltip>
          <JobsIndicator />
          <ConnectionMark />
        </div>
      </nav>
      <main className={styles['main']} id="content" tabIndex={-1}>
        <ConnectionBanner />
        <div className={styles['content']}>
          <Outlet />
        </div>
      </main>
      <Suspense fallback={null}>
        <CommandPalette />
        <ChangeDialog />
      </Suspense>
      <ConfirmDialog />
    </div>
  );
}

/** A button and not a link to #content: the fragment belongs to the router. */
function focusContent(): void {
  document.getElementById('content')?.focus();
}
