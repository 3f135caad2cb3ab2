import { Button, Skeleton } from '@mantine/core';
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { useWhenConnected } from '../../../app/useWhenConnected.ts';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import styles from '../BenchmarksPage.module.css';
import { GateMarks } from '../GateMarks.tsx';

/** Whether the machine is quiet, cool and set up for figures that mean something. */
export function GatePanel(): ReactElement {
  const { benchmarks, inBackground } = useFeatures();
  const { value, error, loading } = useStore(benchmarks.store, (state) => state.gate);
  useWhenConnected(benchmarks.loadGate);
  const look = (): void => {
    inBackground(benchmarks.loadGate());
  };
  return (
    <Panel
      title="State of the machine"
      action={
        <Button size="xs" variant="default" leftSection={<IconRefresh size={14} aria-hidden />} loading={loading} onClick={look}>
          Look again
        </Button>
      }
    >
      {error === null ? null : <ErrorNotice error={error} onRetry={look} retrying={loading} />}
      {value === null && error === null ? <Skeleton height={48} /> : null}
      {value !== null && value.marks.length === 0 ? (
        <div className={styles['mark']}>
          <IconCircleCheck size={18} color="var(--hecate-accent)" aria-hidden style={{ alignSelf: 'center' }} />
          Quiet, cool and set up evenly. Figures that are measured now mean something.
        </div>
      ) : null}
      {value === null ? null : <GateMarks marks={value.marks} label="What speaks against measuring now" />}
    </Panel>
  );
}
