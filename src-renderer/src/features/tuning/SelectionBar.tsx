import { Button, Group, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { KnobState } from '../../../../src-main/contracts/tuning.ts';
import { useFeatures } from '../../app/context.ts';
import { counted } from '../../lib/format.ts';
import { defaultSelection, planInputOf } from './selection.ts';
import styles from './TuningPage.module.css';

function summary(chosen: readonly KnobState[]): string {
  if (chosen.length === 0) return 'Nothing is chosen.';
  const boot = chosen.filter((knob) => knob.risk === 'boot').length;
  const dangerous = chosen.filter((knob) => knob.tier === 'C').length;
  const parts = [
    `${counted(chosen.length, 'setting')} chosen`,
    ...(boot === 0 ? [] : [`${String(boot)} at the next boot`]),
    ...(dangerous === 0 ? [] : [`${String(dangerous)} dangerous`]),
  ];
  return parts.join(' · ');
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id));
}

/** What is chosen so far, and the way to the review. */
export function SelectionBar({ knobs }: { readonly knobs: readonly KnobState[] }): ReactElement {
  const { tuning, change, inBackground } = useFeatures();
  const selection = useStore(tuning.store, (state) => state.selection);
  const planning = useStore(change.store, (state) => state.phase === 'planning');
  const chosen = knobs.filter((knob) => selection.chosen.has(knob.id));
  const untouched = Object.keys(selection.values).length === 0 && sameSet(selection.chosen, defaultSelection(knobs).chosen);
  return (
    <div className={styles['footer']}>
      <Text size="sm" fw={600} role="status">
        {summary(chosen)}
      </Text>
      <Group gap="xs">
        {untouched ? null : (
          <Button variant="subtle" onClick={tuning.resetSelection}>
            Back to what the profile proposes
          </Button>
        )}
        <Button
          disabled={chosen.length === 0}
          loading={planning}
          rightSection={<IconArrowRight size={16} aria-hidden />}
          onClick={() => {
            inBackground(change.plan(planInputOf(selection, knobs, true)));
          }}
        >
          Review and apply
        </Button>
      </Group>
    </div>
  );
}
