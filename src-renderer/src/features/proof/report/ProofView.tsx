import { Button, Menu, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconChevronDown, IconFileExport, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ProofReport } from '../../../../../src-main/contracts/proof.ts';
import { useFeatures } from '../../../app/context.ts';
import { saveTextFile } from '../../../lib/download.ts';
import { dateAndTime } from '../../../lib/format.ts';
import { AskFirst } from '../../../ui/AskFirst.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../../ui/LinkButton.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useAction } from '../../../ui/useAction.ts';
import { WordBadge } from '../../../ui/WordBadge.tsx';
import styles from '../../benchmarks/BenchmarksPage.module.css';
import { GateMarks } from '../../benchmarks/GateMarks.tsx';
import { tookText } from '../../benchmarks/model/figures.ts';
import { EnvironmentPanel } from '../../benchmarks/result/EnvironmentPanel.tsx';
import { useAnswer } from '../../benchmarks/useAnswer.ts';
import { machineStateWords, proofStateWords, sentenceOf } from '../model/words.ts';
import type { ProofReportFormat } from '../proofStore.ts';
import { TrialPanel } from './TrialPanel.tsx';

const formats: readonly { readonly format: ProofReportFormat; readonly label: string }[] = [
  { format: 'html', label: 'HTML, with charts' },
  { format: 'markdown', label: 'Markdown' },
  { format: 'json', label: 'JSON, every measurement' },
  { format: 'text', label: 'Plain text' },
];

interface ProofActionsProps {
  readonly report: ProofReport;
  /** It goes on, and is watched where proofs are started. */
  readonly onResumed: () => void;
  readonly onRemoved: () => void;
}

function ProofActions({ report, onResumed, onRemoved }: ProofActionsProps): ReactElement {
  const { proof, inBackground } = useFeatures();
  const resumable = useStore(proof.store, (state) => state.proofs.value?.proofs.find((one) => one.id === report.id)?.resumable ?? false);
  const busy = useStore(proof.store, (state) => state.live !== null || state.starting);
  const [removing, setRemoving] = useState(false);
  const action = useAction();
  return (
    <>
      <Button.Group>
        {resumable ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            disabled={busy}
            onClick={() => {
              inBackground(proof.resume(report.id));
              onResumed();
            }}
          >
            Go on
          </Button>
        ) : null}
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              loading={action.running}
              leftSection={<IconFileExport size={14} aria-hidden />}
              rightSection={<IconChevronDown size={14} aria-hidden />}
            >
              Report
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {formats.map(({ format, label }) => (
              <Menu.Item
                key={format}
                onClick={() => {
                  action.run(async () => {
                    const file = await proof.report(report.id, format);
                    saveTextFile(file.fileName, file.text, file.mediaType);
                  });
                }}
              >
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={() => {
            setRemoving(true);
          }}
        >
          Remove
        </Button>
      </Button.Group>
      {action.error === null ? null : <ErrorNotice error={action.error} />}
      <AskFirst
        opened={removing}
        title="Remove this proof?"
        text={`The report of “${report.title}” and its measurements are deleted. Settings that it kept stay in force.`}
        button="Remove the proof"
        onClose={() => {
          setRemoving(false);
        }}
        onConfirm={async () => {
          await proof.remove(report.id);
          onRemoved();
        }}
      />
    </>
  );
}

function Story({ report }: { readonly report: ProofReport }): ReactElement {
  return (
    <Panel>
      <div className={styles['lineTitle']}>
        <span className={styles['nowTitle']}>{report.title}</span>
        <WordBadge wording={proofStateWords[report.state]} focusable />
        {report.state === 'running' ? null : <WordBadge wording={machineStateWords[report.machineState]} focusable />}
      </div>
      <div className={styles['nowText']}>
        {[report.goalTitle, dateAndTime(report.startedAt), `took ${tookText(report.seconds)}`].join(' · ')}
      </div>
      <section aria-label="What happened">
        {report.story.map((sentence, index) => (
          <p key={`${String(index)} ${sentence}`} style={{ margin: '0.5rem 0 0', maxWidth: '72ch' }}>
            {sentence}
          </p>
        ))}
      </section>
      {report.state === 'running' ? null : (
        <p className={styles['groupText']} style={{ marginTop: '0.5rem' }}>
          {sentenceOf(report.machineStateDetail)}
        </p>
      )}
      {report.kept === null ? null : (
        <LinkButton to="/history" search={{ plan: report.kept.planId }} size="xs" variant="default" mt="sm">
          See what was kept, and the way back
        </LinkButton>
      )}
      {report.marks.length === 0 ? null : (
        <div style={{ marginTop: '0.75rem' }}>
          <GateMarks marks={report.marks} label="What this proof is worth" />
        </div>
      )}
    </Panel>
  );
}

const weight = { helps: 0, guard: 1, hurts: 2, noDifference: 3, notFinished: 4, refused: 5 } as const;

export interface ProofViewProps extends Pick<ProofActionsProps, 'onResumed' | 'onRemoved'> {
  readonly id: string;
}

/** A proof as a story: what came of it, then each trial with its chart, those that matter first. */
export function ProofView({ id, ...then }: ProofViewProps): ReactElement {
  const { proof, inBackground } = useFeatures();
  const { value: report, error, loading, reload } = useAnswer(useCallback(() => proof.show(id), [proof, id]));
  const listedState = useStore(proof.store, (state) => state.proofs.value?.proofs.find((one) => one.id === id)?.state);
  // The list hears of the end; what is shown here was asked for once.
  const hasEnded = report?.state === 'running' && listedState !== undefined && listedState !== 'running';
  useEffect(() => {
    if (hasEnded) inBackground(reload());
  }, [hasEnded, inBackground, reload]);
  return (
    <div className={styles['stack']}>
      <div className={styles['back']}>
        <LinkButton
          to="/proof"
          search={{ view: 'proofs' }}
          size="xs"
          variant="subtle"
          leftSection={<IconArrowLeft size={14} aria-hidden />}
        >
          All proofs
        </LinkButton>
        {report === null ? null : <ProofActions report={report} {...then} />}
      </div>
      {error === null ? null : (
        <ErrorNotice
          error={error}
          retrying={loading}
          onRetry={() => {
            inBackground(reload());
          }}
        />
      )}
      {report === null && error === null ? <Skeleton height={420} /> : null}
      {report === null ? null : (
        <>
          <Story report={report} />
          {[...report.trials]
            .sort((a, b) => Number(b.round === 'final') - Number(a.round === 'final') || weight[a.verdict] - weight[b.verdict])
            .map((trial) => (
              <TrialPanel key={trial.id} trial={trial} report={report} />
            ))}
          {report.skipped.length === 0 ? null : (
            <Panel title={`Not tried: ${String(report.skipped.length)}`}>
              <ul className={styles['plain']} style={{ gap: 0 }} aria-label="Settings that were not tried">
                {report.skipped.map(({ knobId, why }) => (
                  <li key={knobId} className={styles['line']}>
                    <span className={styles['lineTitle']}>{knobId}</span>
                    <span />
                    <span className={styles['lineText']}>{sentenceOf(why)}</span>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <EnvironmentPanel environment={report.environment} />
        </>
      )}
    </div>
  );
}
