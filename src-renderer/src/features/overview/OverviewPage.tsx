import { Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Page } from '../../ui/Page.tsx';
import { ReadingText } from '../../ui/ReadingText.tsx';
import { describeMachine, keyFacts } from '../hardware/describeMachine.ts';
import { Banners } from './Banners.tsx';
import { LiveTiles } from './LiveTiles.tsx';
import styles from './OverviewPage.module.css';
import { ProfilePanel } from './ProfilePanel.tsx';
import { StatusPanel } from './StatusPanel.tsx';

function Machine(): ReactElement {
  const { hardware, inBackground } = useFeatures();
  const inventory = useStore(hardware.store, (state) => state.inventory);
  if (inventory.value === null && inventory.error !== null) {
    return (
      <ErrorNotice
        error={inventory.error}
        onRetry={() => {
          inBackground(hardware.load());
        }}
        retrying={inventory.loading}
      />
    );
  }
  if (inventory.value === null) {
    return (
      <div className={styles['hero']}>
        <Skeleton height={24} width="90%" mt={4} />
        <Skeleton height={24} width="55%" mt={8} />
        <Skeleton height={16} width="70%" mt={14} />
      </div>
    );
  }
  return (
    <div className={styles['hero']}>
      <p className={styles['sentence']}>{describeMachine(inventory.value)}</p>
      <dl className={styles['facts']}>
        {keyFacts(inventory.value).map((fact) => (
          <div key={fact.label} className={styles['fact']}>
            <dt>{fact.label}</dt>
            <dd>
              <ReadingText reading={fact.reading} />
            </dd>
          </div>
        ))}
        <LinkButton to="/hardware" variant="subtle" size="compact-xs" aria-label="All hardware">
          More
        </LinkButton>
      </dl>
    </div>
  );
}

/** What this machine is, how it is doing, and the first thing to do. */
export function OverviewPage(): ReactElement {
  return (
    <Page title="Overview" titleHidden>
      <Banners />
      <Machine />
      <div className={styles['top']}>
        <ProfilePanel />
        <StatusPanel />
      </div>
      <LiveTiles />
    </Page>
  );
}
