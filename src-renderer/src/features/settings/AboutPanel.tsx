import { Badge, Skeleton, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { figureText, memoryFigure } from '../../lib/format.ts';
import { CopyTextButton } from '../../ui/CopyTextButton.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './SettingsPage.module.css';
import type { About } from './settingsStore.ts';

export function aboutText(about: About): string {
  return [
    `HecateOS Control Center ${about.version} on ${about.runtime}`,
    `monitor: ${about.monitor.running ? 'running' : 'not running'} (${about.monitor.why})`,
    ...about.elevation.map((route) => `${route.route}: ${route.available ? 'available' : 'not available'} (${route.why})`),
  ].join('\n');
}

function Routes({ about }: { readonly about: About }): ReactElement {
  return (
    <>
      {about.elevation.map((route) => (
        <div key={route.route} className={styles['route']}>
          <Badge color={route.available ? 'verdigris' : 'gray'}>{route.available ? 'yes' : 'no'}</Badge>
          <span>
            <b>{route.route}</b> <span className="dim">{route.why}</span>
          </span>
        </div>
      ))}
    </>
  );
}

function Facts({ about }: { readonly about: About }): ReactElement {
  const usable = about.elevation.some((route) => route.available);
  return (
    <dl className={styles['facts']}>
      <dt>Version</dt>
      <dd>
        {about.version} on {about.runtime}
      </dd>
      <dt>Service memory</dt>
      <dd className="figures">{figureText(memoryFigure(about.rssBytes))}</dd>
      <dt>Live figures</dt>
      <dd className={styles['route']}>
        <Badge color={about.monitor.running ? 'verdigris' : 'ember'}>{about.monitor.running ? 'running' : 'not running'}</Badge>
        <span className="dim">{about.monitor.why}</span>
      </dd>
      <dt>State</dt>
      <dd className="mono">{about.stateFolder}</dd>
      <dt>Configuration</dt>
      <dd className="mono">{about.configFolder}</dd>
      <dt>Sockets</dt>
      <dd className="mono">{about.runtimeFolder}</dd>
      <dt>Ways to change the machine</dt>
      <dd>
        {usable ? null : (
          <Text size="sm" c="var(--hecate-warn)" mb={4}>
            None works right now, so Plans can be seen but not applied.
          </Text>
        )}
        <Routes about={about} />
      </dd>
    </dl>
  );
}

/** Versions, folders, and which ways to administrator rights this machine offers. */
export function AboutPanel(): ReactElement {
  const { settings, inBackground } = useFeatures();
  const { value, error, loading } = useStore(settings.store, (state) => state.about);
  useWhenConnected(settings.loadAbout);
  const retry = (): void => {
    inBackground(settings.loadAbout());
  };
  return (
    <Panel title="About" action={value === null ? null : <CopyTextButton text={aboutText(value)} label="Copy" />}>
      {value === null && error !== null ? <ErrorNotice error={error} onRetry={retry} retrying={loading} /> : null}
      {value === null && error === null ? <Skeleton height={240} /> : null}
      {value === null ? null : <Facts about={value} />}
    </Panel>
  );
}
