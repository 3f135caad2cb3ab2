import { useMediaQuery } from '@mantine/hooks';
import { IconEye } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { Brand } from './Brand.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { ConnectionMark } from './ConnectionMark.tsx';
import { useFeatures } from './context.ts';
import styles from './Frame.module.css';
import { NavList } from './NavList.tsx';
import { SkipLink } from './SkipLink.tsx';
import { TokenPage } from './TokenPage.tsx';

/** The frame of the dashboard: the pages that only look, and no way to change anything. */
export function DashboardFrame(): ReactElement {
  const narrow = useMediaQuery('(min-width: 641px) and (max-width: 1000px)');
  const { session } = useFeatures();
  const refused = useStore(session.state, (state) => (state.status === 'refused' ? state : null));
  if (refused !== null && refused.access !== null) return <TokenPage access={refused.access} reason={refused.reason} />;
  return (
    <div className={styles['frame']}>
      <SkipLink />
      <nav className={`${styles['rail'] ?? ''} ${styles['few'] ?? ''}`} aria-label="Pages">
        <Brand />
        <NavList narrow={narrow} />
        <div className={styles['spacer']} />
        <div className={styles['foot']}>
          <div className={styles['readOnly']}>
            <IconEye size={18} stroke={1.75} aria-hidden />
            <span className={styles['label']}>Read-only</span>
          </div>
          <ConnectionMark />
        </div>
      </nav>
      <main className={styles['main']} id="content" tabIndex={-1}>
        <ConnectionBanner />
        <div className={styles['content']}>
          <Outlet />
        </div>
      </main>
    </div>
  );
}
