import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import type { HistoryStatus } from '../../../../src-main/contracts/history.ts';
import { useFeatures } from '../../app/context.ts';
import { counted, dateAndTime, figureText, storageFigure } from '../../lib/format.ts';
import { AskFirst } from '../../ui/AskFirst.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { durationText } from '../alerts/words.ts';
import { type EditorProps, errorOf } from './editor.ts';
import { NumberSetting } from './NumberSetting.tsx';
import { ResidentSetting } from './ResidentSetting.tsx';
import styles from './SettingsPage.module.css';
import { useRefreshed } from './useRefreshed.ts';

const refreshMs = 10_000;

function stepText(stepMs: number): string {
  return `every ${durationText(Math.round(stepMs / 1000)).replace(/^1\u00a0/, '')}`;
}

function Facts({ kept }: { readonly kept: HistoryStatus }): ReactElement {
  return (
    <dl className={styles['facts']}>
      {kept.tiers.map((tier) => (
        <div key={tier.tier} className={styles['factPair']}>
          <dt>{stepText(tier.stepMs)}</dt>
          <dd>
            for {durationText(Math.round(tier.keepMs / 1000))}
            <span className="dim">
              {tier.oldestAt === null ? ', nothing yet' : `, since ${dateAndTime(new Date(tier.oldestAt).toISOString())}`}
            </span>
          </dd>
        </div>
      ))}
      <dt>Figures kept</dt>
      <dd>{counted(kept.seriesCount, 'figure')}</dd>
      <dt>On disk</dt>
      <dd className="figures">
        {figureText(storageFigure(kept.diskBytes))} of {figureText(storageFigure(kept.maxBytes))}
      </dd>
      <dt>File</dt>
      <dd className="mono">{kept.file ?? 'none: kept in memory only'}</dd>
    </dl>
  );
}

/** Figures over time: how far back, how large, and the way to forget them. */
export function KeptPanel({ settings, onChange, problem }: EditorProps): ReactElement {
  const { monitorState } = useFeatures();
  const { value, error } = useStore(monitorState.store, (state) => state.kept);
  const [asking, setAsking] = useState(false);
  useRefreshed(monitorState.loadKept, refreshMs);
  return (
    <Panel
      title="Figures over time"
      action={
        <Button
          size="xs"
          variant="default"
          disabled={value === null}
          onClick={() => {
            setAsking(true);
          }}
        >
          Forget the past …
        </Button>
      }
    >
      <ResidentSetting />
      <NumberSetting
        name="At most on disk"
        hint="When it is full, the oldest figures go first. 16 to 65536 MB."
        error={errorOf(problem, 'historyMaxMegabytes')}
        value={settings.historyMaxMegabytes}
        min={16}
        max={65_536}
        step={16}
        unit="MB"
        onCommit={(historyMaxMegabytes) => {
          onChange({ historyMaxMegabytes });
        }}
      />
      {value === null || value.problem === null ? null : (
        <Alert
          color="madder"
          variant="light"
          icon={<IconAlertTriangle aria-hidden />}
          title={value.writing ? 'Something is wrong with what is kept' : 'Nothing is written right now'}
          mb="sm"
          role="alert"
        >
          <span className={styles['wrap']}>{value.problem}</span>
        </Alert>
      )}
      {error === null ? null : <ErrorNotice error={error} />}
      {value === null ? null : <Facts kept={value} />}
      <AskFirst
        opened={asking}
        title="Forget all figures of the past?"
        text="Everything that the charts show of the past is removed, in memory and on disk, and cannot be brought back. Recording goes on. Plans and alerts are kept."
        button="Forget it"
        onClose={() => {
          setAsking(false);
        }}
        onConfirm={monitorState.clear}
      />
    </Panel>
  );
}
