import { Checkbox, MultiSelect, SegmentedControl, Select, Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { counted } from '../../../lib/format.ts';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { WordBadge } from '../../../ui/WordBadge.tsx';
import styles from '../../benchmarks/BenchmarksPage.module.css';
import { tierWords } from '../../tuning/words.ts';
import type { ProofForm } from '../model/form.ts';
import { sentenceOf } from '../model/words.ts';
import type { Candidates } from '../proofStore.ts';
import type { FormPartProps } from './GoalPanel.tsx';

type Knobs = { readonly knobs: Candidates };

function OneKnob({ form, onChange, knobs }: FormPartProps & Knobs): ReactElement {
  const knob = knobs.find((one) => one.knobId === form.knobId);
  const values = [...new Set([...(knob?.values ?? []), ...form.values])].filter((value) => value !== knob?.now);
  return (
    <>
      <div className={styles['fields']}>
        <Select
          label="Setting"
          placeholder="Which one is tried"
          data={knobs.map(({ knobId, title }) => ({ value: knobId, label: title }))}
          value={form.knobId}
          searchable
          onChange={(knobId) => {
            onChange({ knobId, values: [] });
          }}
        />
        <MultiSelect
          label="Values"
          placeholder={form.values.length === 0 ? 'Those with evidence' : ''}
          data={values.map((value) => ({ value, label: knob?.valueTitles[knob.values.indexOf(value)] ?? value }))}
          value={[...form.values]}
          disabled={knob === undefined}
          maxValues={16}
          clearable
          onChange={(chosen) => {
            onChange({ values: chosen });
          }}
        />
      </div>
      {knob === undefined ? null : (
        <p className={styles['groupText']}>
          Now: {knob.nowTitle}.{knob.problem === null ? '' : ` ${problemText(knob.problem, form.overrideOwners)}`}
        </p>
      )}
    </>
  );
}

/** Who owns a setting keeps it, unless the limits below say otherwise. */
function problemText(problem: string, overrideOwners: boolean): string {
  return sentenceOf(overrideOwners ? problem : `left out: ${problem}`);
}

function SearchKnobs({ form, onChange, knobs }: FormPartProps & Knobs): ReactElement {
  const { searchKnobIds: chosen } = form;
  const usable = knobs.filter((knob) => knob.problem === null || form.overrideOwners);
  if (knobs.length === 0) return <p className={styles['groupText']}>This machine has no setting that can be tried without a restart.</p>;
  return (
    <>
      <p className={styles['groupText']}>
        {chosen.length === 0
          ? `All ${counted(usable.length, 'setting')} that can be tried, the most promising first, as far as the time goes.`
          : `${counted(chosen.length, 'setting')}, as far as the time goes.`}{' '}
        Choose some to try only those.
      </p>
      <ul className={styles['plain']} style={{ gap: 0, marginTop: '0.5rem' }} aria-label="Settings that can be tried">
        {knobs.map((knob) => (
          <li key={knob.knobId} className={styles['test']}>
            <Checkbox
              label={knob.title}
              checked={chosen.includes(knob.knobId)}
              onChange={() => {
                const { knobId } = knob;
                onChange({ searchKnobIds: chosen.includes(knobId) ? chosen.filter((id) => id !== knobId) : [...chosen, knobId] });
              }}
            />
            <WordBadge wording={tierWords[knob.tier]} focusable />
            <p className={styles['testText']}>
              Now {knob.nowTitle}; tried with {knob.valueTitles.join(', ')}.
              {knob.problem === null ? '' : ` ${problemText(knob.problem, form.overrideOwners)}`}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function ProfileChoice({ form, onChange }: FormPartProps): ReactElement {
  const { profiles } = useFeatures();
  const list = useStore(profiles.store, (state) => state.list.value?.profiles ?? []);
  return (
    <Select
      label="Profile"
      placeholder="Which one is tried as a whole"
      data={list.map(({ id, title }) => ({ value: id, label: title }))}
      value={form.profileId}
      searchable
      onChange={(profileId) => {
        onChange({ profileId });
      }}
    />
  );
}

/** What is tried against stock: a search, one setting, or a whole profile. */
export function SubjectPanel(part: FormPartProps): ReactElement {
  const { form, onChange } = part;
  const { proof, inBackground } = useFeatures();
  const { value: knobs, error, loading } = useStore(proof.store, (state) => state.candidates);
  const kinds: readonly { readonly value: ProofForm['subjectBy']; readonly label: string }[] = [
    { value: 'search', label: 'Search' },
    { value: 'knob', label: 'One setting' },
    { value: 'profile', label: 'A profile' },
  ];
  return (
    <Panel
      title="What is tried"
      action={
        <SegmentedControl
          size="xs"
          aria-label="What is tried"
          data={[...kinds]}
          value={form.subjectBy}
          onChange={(by) => {
            onChange({ subjectBy: kinds.find((kind) => kind.value === by)?.value ?? 'search' });
          }}
        />
      }
    >
      {error === null ? null : (
        <ErrorNotice
          error={error}
          retrying={loading}
          onRetry={() => {
            inBackground(proof.loadCandidates());
          }}
        />
      )}
      {knobs === null && error === null ? <Skeleton height={180} /> : null}
      {form.subjectBy === 'profile' ? <ProfileChoice {...part} /> : null}
      {form.subjectBy === 'knob' && knobs !== null ? <OneKnob {...part} knobs={knobs} /> : null}
      {form.subjectBy === 'search' && knobs !== null ? <SearchKnobs {...part} knobs={knobs} /> : null}
    </Panel>
  );
}
