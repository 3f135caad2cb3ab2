import { Button, Skeleton, Table, Text } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { dateAndTime } from '../../lib/format.ts';
import { ValueText } from '../../ui/Diff.tsx';
import { EmptyNote } from '../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { WordBadge } from '../../ui/WordBadge.tsx';
import styles from './TuningPage.module.css';
import type { VerifyStep } from './tuningStore.ts';
import { useKnobUnits } from './useKnobUnits.ts';
import { valueWithUnit } from './valueText.ts';
import { verdictWords } from './words.ts';

const verdictOrder: readonly VerifyStep['verdict'][] = ['drifted', 'refused', 'absent', 'applied'];

function Counts({ steps }: { readonly steps: readonly VerifyStep[] }): ReactElement {
  return (
    <div className={styles['counts']} role="status">
      {[...verdictOrder].reverse().map((verdict) => (
        <span key={verdict} className={styles['count']}>
          <span className={styles['countNumber']}>{steps.filter((step) => step.verdict === verdict).length}</span>
          <span className="dim">{verdictWords[verdict].label}</span>
        </span>
      ))}
    </div>
  );
}

function Steps({ steps }: { readonly steps: readonly VerifyStep[] }): ReactElement {
  const { change } = useFeatures();
  const unitOf = useKnobUnits();
  const sorted = [...steps].sort((a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict));
  return (
    <Table verticalSpacing="xs" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Setting</Table.Th>
          <Table.Th w={110}>Result</Table.Th>
          <Table.Th>Should be</Table.Th>
          <Table.Th>Is</Table.Th>
          <Table.Th w={90} aria-label="Actions" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sorted.map((step) => (
          <Table.Tr key={`${step.planId} ${step.stepId}`}>
            <Table.Td>
              <Text size="sm" fw={600}>
                {step.title}
              </Text>
              <Text size="xs" c="dimmed">
                {step.detail}
              </Text>
            </Table.Td>
            <Table.Td>
              <WordBadge wording={verdictWords[step.verdict]} />
            </Table.Td>
            <Table.Td>
              <ValueText>{valueWithUnit(step.expected, unitOf(step.knobId))}</ValueText>
            </Table.Td>
            <Table.Td>
              {step.found === null ? (
                <span className="dim">nothing</span>
              ) : (
                <ValueText>{valueWithUnit(step.found, unitOf(step.knobId))}</ValueText>
              )}
            </Table.Td>
            <Table.Td>
              {step.knobId === null ? null : (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Undo ${step.title}`}
                  onClick={() => {
                    change.reviewUndo({ input: { planId: null, knobId: step.knobId, all: false, force: false }, what: `“${step.title}”` });
                  }}
                >
                  Undo
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Reads back every setting in force. */
export function VerifyPanel(): ReactElement {
  const { tuning, inBackground } = useFeatures();
  const { value, error, loading } = useStore(tuning.store, (state) => state.verification);
  useWhenConnected(tuning.verify);
  const verify = (): void => {
    inBackground(tuning.verify());
  };
  return (
    <Panel
      title="Is everything still as it was set?"
      action={
        <Button size="xs" variant="default" leftSection={<IconListCheck size={14} aria-hidden />} onClick={verify} loading={loading}>
          Verify again
        </Button>
      }
    >
      {error === null ? null : <ErrorNotice error={error} onRetry={verify} retrying={loading} />}
      {value === null && error === null ? <Skeleton height={220} /> : null}
      {value === null ? null : value.steps.length === 0 ? (
        <EmptyNote
          icon={IconListCheck}
          title="Nothing is in force"
          text="No setting was changed by this product, so there is nothing to verify."
        />
      ) : (
        <>
          <Text size="sm" c="dimmed" mb="xs">
            Read back {dateAndTime(value.at)}. Drift is reported, never fought over.
          </Text>
          <Counts steps={value.steps} />
          <Steps steps={value.steps} />
        </>
      )}
    </Panel>
  );
}
