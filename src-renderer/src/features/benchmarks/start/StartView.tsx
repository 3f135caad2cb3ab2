import { SegmentedControl, Skeleton } from '@mantine/core';
import { type ReactElement, useCallback, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { useWhenConnected } from '../../../app/useWhenConnected.ts';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import styles from '../BenchmarksPage.module.css';
import { parametersOf, type RunChoice, sameParameters } from '../model/choice.ts';
import { GatePanel } from './GatePanel.tsx';
import { GroupPicker } from './GroupPicker.tsx';
import { OptionsPanel } from './OptionsPanel.tsx';
import { TestPicker } from './TestPicker.tsx';

export interface StartViewProps {
  readonly choice: RunChoice;
  readonly onChange: (change: Partial<RunChoice>) => void;
}

/** The state of the machine, what to measure, and how. */
export function StartView({ choice, onChange }: StartViewProps): ReactElement {
  const { benchmarks, inBackground } = useFeatures();
  const { value: tests, error, loading } = useStore(benchmarks.store, (state) => state.tests);
  // What can run depends on folder, peer and Python; they are asked with when a field was left, not at every key.
  const [asked, setAsked] = useState(() => parametersOf(choice));
  const load = useCallback(() => benchmarks.loadTests(asked), [benchmarks, asked]);
  useWhenConnected(load);
  return (
    <div className={styles['stack']}>
      <GatePanel />
      <Panel
        title="What is measured"
        action={
          <SegmentedControl
            size="xs"
            aria-label="Choose by"
            data={[
              { value: 'group', label: 'A group' },
              { value: 'tests', label: 'Single tests' },
            ]}
            value={choice.by}
            onChange={(by) => {
              onChange({ by: by === 'tests' ? 'tests' : 'group' });
            }}
          />
        }
      >
        {error === null ? null : (
          <ErrorNotice
            error={error}
            retrying={loading}
            onRetry={() => {
              inBackground(load());
            }}
          />
        )}
        {tests === null && error === null ? <Skeleton height={150} /> : null}
        {tests !== null && choice.by === 'group' ? (
          <GroupPicker
            tests={tests}
            group={choice.group}
            onChange={(group) => {
              onChange({ group });
            }}
          />
        ) : null}
        {tests !== null && choice.by === 'tests' ? (
          <TestPicker
            tests={tests}
            chosen={choice.tests}
            onChange={(chosen) => {
              onChange({ tests: chosen });
            }}
          />
        ) : null}
      </Panel>
      <OptionsPanel
        choice={choice}
        onChange={onChange}
        onParameters={() => {
          const next = parametersOf(choice);
          if (!sameParameters(next, asked)) setAsked(next);
        }}
      />
    </div>
  );
}
