import { Badge, Code, Skeleton, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { Capability } from '../../../../src-main/contracts/hardware.ts';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './HardwarePage.module.css';

const words = {
  available: { label: 'there', color: 'verdigris' },
  absent: { label: 'not there', color: 'ember' },
  unknown: { label: 'not known', color: 'dusk' },
} as const;

function CapabilityLine({ capability }: { readonly capability: Capability }): ReactElement {
  const { label, color } = words[capability.status];
  return (
    <li className={styles['capability']}>
      <Text fw={600} size="sm" component="span">
        {capability.title}
      </Text>
      <Badge color={color}>{label}</Badge>
      <p className="dim">{capability.why}</p>
      {capability.remedy === null ? null : (
        <p>
          How to get it: <Code>{capability.remedy}</Code>
        </p>
      )}
    </li>
  );
}

/** What the product could use and does not find, with the way to get it. What is missing comes first. */
export function DoctorPanel(): ReactElement {
  const { hardware, inBackground } = useFeatures();
  const { value, error, loading } = useStore(hardware.store, (state) => state.capabilities);
  useWhenConnected(hardware.loadCapabilities);
  const rank = { absent: 0, unknown: 1, available: 2 } as const;
  const retry = (): void => {
    inBackground(hardware.loadCapabilities());
  };
  return (
    <Panel title="Doctor: what is missing, and how to get it">
      {value === null && error !== null ? <ErrorNotice error={error} onRetry={retry} retrying={loading} /> : null}
      {value === null && error === null ? <Skeleton height={260} /> : null}
      {value === null ? null : (
        <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {[...value]
            .sort((a, b) => rank[a.status] - rank[b.status])
            .map((capability) => (
              <CapabilityLine key={capability.id} capability={capability} />
            ))}
        </ul>
      )}
    </Panel>
  );
}
