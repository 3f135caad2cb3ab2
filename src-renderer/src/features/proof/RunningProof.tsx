import { Button, Progress } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { Panel } from '../../ui/Panel.tsx';
import styles from '../benchmarks/BenchmarksPage.module.css';
import { tookText } from '../benchmarks/model/figures.ts';
import { AwaitedJob } from '../benchmarks/running/AwaitedJob.tsx';
import type { LiveProof } from './model/liveProof.ts';
import { proofPhaseWords } from './model/words.ts';
import { isProofJob } from './proofStore.ts';
import { ArmChart } from './report/ArmChart.tsx';

function StopButton(): ReactElement {
  const { proof, inBackground } = useFeatures();
  const cancelling = useStore(proof.store, (state) => state.cancelling);
  return (
    <Button
      variant="default"
      leftSection={<IconPlayerStop size={16} aria-hidden />}
      loading={cancelling}
      onClick={() => {
        inBackground(proof.cancel());
      }}
    >
      Stop and go back to stock
    </Button>
  );
}

/** A proof at work, whoever started it; `live` is null while nothing was heard of it yet. */
export function RunningProof({ live }: { readonly live: LiveProof | null }): ReactElement {
  if (live === null) return <AwaitedJob title="Proof" isMethod={isProofJob} cancel={<StopButton />} />;
  const { arm } = live;
  return (
    <div className={styles['stack']}>
      <Panel>
        <div className={styles['now']}>
          <div>
            <div className={styles['nowTitle']}>{live.trialTitle ?? 'Getting ready'}</div>
            <div className={styles['nowText']} role="status" aria-live="polite">
              {live.phase === 'waiting' ? live.message : proofPhaseWords[live.phase]}
            </div>
          </div>
          <StopButton />
        </div>
        <Progress
          mt="sm"
          size="lg"
          value={Math.min(100, (live.done / live.total) * 100)}
          aria-label={`${tookText(live.done)} of ${tookText(live.total)} used`}
        />
        <p className={`${styles['groupText'] ?? ''} figures`}>
          {tookText(live.done)} of {tookText(live.total)} used
          {arm === null ? '' : `; measured last: ${arm === 'stock' ? 'stock' : 'the candidate'}`}
        </p>
        {live.samples.length === 0 ? (
          <div className={styles['chartEmpty']} style={{ height: 176 }}>
            The measurements of this trial appear here.
          </div>
        ) : (
          <ArmChart samples={live.samples} unit={live.unit} what={live.trialTitle ?? 'Measurements'} />
        )}
      </Panel>
      {live.before.length === 0 ? null : (
        <Panel title="Tried before">
          <ol style={{ margin: 0, paddingLeft: '1.25rem', fontSize: '0.875rem' }}>
            {live.before.map((title) => (
              <li key={title}>{title}</li>
            ))}
          </ol>
        </Panel>
      )}
    </div>
  );
}
