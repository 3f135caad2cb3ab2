import { Badge, Group, Skeleton } from '@mantine/core';
import { IconAdjustmentsCheck, IconCheck, IconInfoCircle, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { ProfileReason } from '../../../../src-main/contracts/profiles.ts';
import { useFeatures } from '../../app/context.ts';
import { upperFirst } from '../../lib/format.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ReasonsButton } from '../profiles/ReasonsButton.tsx';
import styles from './OverviewPage.module.css';

const shownReasons = 3;

/** The reasons that decided come first; what was ruled out matters less at a glance. */
export function mainReasons(reasons: readonly ProfileReason[]): readonly ProfileReason[] {
  const rank = { chose: 0, note: 1, ruledOut: 2 } as const;
  return [...reasons].sort((a, b) => rank[a.effect] - rank[b.effect]).slice(0, shownReasons);
}

const effectIcons = { chose: IconCheck, note: IconInfoCircle, ruledOut: IconX } as const;
const effectColors = { chose: 'var(--hecate-accent)', note: 'var(--hecate-info)', ruledOut: 'var(--mantine-color-dimmed)' } as const;

function ReasonLine({ reason }: { readonly reason: ProfileReason }): ReactElement {
  const EffectIcon = effectIcons[reason.effect];
  return (
    <li className={styles['reason']}>
      <EffectIcon size={15} color={effectColors[reason.effect]} aria-hidden />
      <span>{upperFirst(reason.text)}</span>
    </li>
  );
}

/** Which profile this machine has, why, and the first thing to do with it. */
export function ProfilePanel(): ReactElement {
  const { profiles, inBackground } = useFeatures();
  const choice = useStore(profiles.store, (state) => state.choice);
  if (choice.value === null && choice.error !== null) {
    return (
      <Panel title="Profile" className={styles['profile']}>
        <ErrorNotice
          error={choice.error}
          onRetry={() => {
            inBackground(profiles.load());
          }}
          retrying={choice.loading}
        />
      </Panel>
    );
  }
  const value = choice.value;
  return (
    <Panel
      className={styles['profile']}
      title={
        value === null ? (
          'Profile'
        ) : (
          <Group gap="xs">
            <span className={styles['profileName']}>{value.title}</span>
            <Badge color={value.overridden ? 'ember' : 'verdigris'}>{value.overridden ? 'your choice' : 'fits this hardware'}</Badge>
          </Group>
        )
      }
      action={value === null ? null : <ReasonsButton choice={value} />}
    >
      {value === null ? (
        <Skeleton height={72} mb="sm" />
      ) : (
        <ul className={styles['reasons']}>
          {mainReasons(value.reasons).map((reason) => (
            <ReasonLine key={reason.text} reason={reason} />
          ))}
        </ul>
      )}
      <div className={styles['buttons']}>
        <LinkButton to="/tuning" leftSection={<IconAdjustmentsCheck size={16} aria-hidden />}>
          Tune this machine: see the plan
        </LinkButton>
      </div>
    </Panel>
  );
}
