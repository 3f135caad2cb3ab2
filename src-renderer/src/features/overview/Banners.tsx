import { Alert, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconHistory, IconInfoCircle, IconReload } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { counted, sentenceList } from '../../lib/format.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import styles from './OverviewPage.module.css';

interface BannerProps {
  readonly color: 'ember' | 'dusk';
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}

function Banner({ color, icon, title, text, action }: BannerProps): ReactElement {
  return (
    <Alert color={color} variant="light" icon={icon} py="xs" role="status">
      <Group justify="space-between" gap="md">
        <Text size="sm" style={{ flex: 1, minWidth: 220 }}>
          <b>{title}</b> {text}
        </Text>
        {action}
      </Group>
    </Alert>
  );
}

const namedDrifts = 3;

/** What waits for the user. Nothing is shown while nothing does. */
export function Banners(): ReactElement {
  const { tuning, settings, session } = useFeatures();
  const status = useStore(tuning.store, (state) => state.status.value);
  const problem = useStore(settings.store, (state) => state.problem);
  const recorded = useStore(session.state, (state) => state.status === 'open' && state.hello.recorded);
  const drifted = status?.drifted ?? [];
  const names = drifted.slice(0, namedDrifts).map((step) => step.title);
  const more = drifted.length > namedDrifts ? [`${String(drifted.length - namedDrifts)} more`] : [];
  return (
    <div className={styles['banners']}>
      {drifted.length === 0 ? null : (
        <Banner
          color="ember"
          icon={<IconAlertTriangle aria-hidden />}
          title={`${counted(drifted.length, 'setting')} drifted.`}
          text={`Somebody or something else changed ${sentenceList([...names, ...more])}. Nothing was written back.`}
          action={
            <LinkButton to="/tuning" search={{ view: 'verify' }} size="xs" color="ember" variant="filled">
              See what changed
            </LinkButton>
          }
        />
      )}
      {status?.awaitingReboot === true ? (
        <Banner
          color="dusk"
          icon={<IconReload aria-hidden />}
          title="A reboot is needed."
          text="Some settings take effect at the next start. If that start does not come up healthy, they are undone by themselves."
        />
      ) : null}
      {problem === null ? null : <Banner color="ember" icon={<IconInfoCircle aria-hidden />} title="Settings were reset." text={problem} />}
      {recorded ? (
        <Banner
          color="dusk"
          icon={<IconHistory aria-hidden />}
          title="A recorded machine."
          text="You are looking at a recording. Nothing can be changed."
        />
      ) : null}
    </div>
  );
}
