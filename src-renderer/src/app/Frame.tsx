import { Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import { JobsIndicator } from '../features/jobs/JobsIndicator.tsx';
import { ConfirmDialog } from '../features/tuning/ConfirmDialog.tsx';
import { Brand } from './Brand.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { ConnectionMark } from './ConnectionMark.tsx';
import styles from './Frame.module.css';
import { NavList } from './NavList.tsx';
import { SkipLink } from './SkipLink.tsx';
import { useThemeSetting } from './useThemeSetting.ts';

// Not needed for the first paint; they are fetched right after it.
const ChangeDialog = lazy(async () => ({ default: (await import('../features/tuning/ChangeDialog.tsx')).ChangeDialog }));
const CommandPalette = lazy(async () => ({ default: (await import('./CommandPalette.tsx')).CommandPalette }));

/** Sidebar, the page, and everything that must be reachable from every page. */
export function Frame(): ReactElement {
  const narrow = useMediaQuery('(min-width: 641px) and (max-width: 1000px)');
  useThemeSetting();
  return (
    <div className={styles['frame']}>
      <SkipLink />
      <nav className={styles['rail']} aria-label="Pages">
        <Brand />
        <NavList narrow={narrow} />
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
