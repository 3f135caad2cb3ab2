import { Chip, Group, TextInput } from '@mantine/core';
import { IconFilterOff, IconSearch } from '@tabler/icons-react';
import { type ReactElement, useCallback, useDeferredValue, useState } from 'react';
import { useStore } from 'zustand';
import type { KnobState } from '../../../../src-main/contracts/tuning.ts';
import { useFeatures } from '../../app/context.ts';
import { counted } from '../../lib/format.ts';
import { EmptyNote } from '../../ui/EmptyNote.tsx';
import { ConsentDialog, type ConsentDialogProps } from './ConsentDialog.tsx';
import { KnobRow } from './KnobRow.tsx';
import {
  acceptDanger,
  choose,
  grouped,
  type KnobFilter,
  matchesFilter,
  matchesSearch,
  obstacleOf,
  setValue,
  takeOver,
} from './selection.ts';
import styles from './TuningPage.module.css';
import { groupWords } from './words.ts';

const filterWords: Readonly<Record<KnobFilter, string>> = {
  suggested: 'Suggested',
  all: 'All',
  proposed: 'Proposed',
  offered: 'To try',
  dangerous: 'Dangerous',
  leftAlone: 'Left alone',
  alreadyThere: 'Already so',
  notApplicable: 'Not here',
};
const filters = Object.keys(filterWords) as readonly KnobFilter[];

interface FilterBarProps {
  readonly knobs: readonly KnobState[];
  readonly filter: KnobFilter;
  readonly onFilter: (filter: KnobFilter) => void;
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

function FilterBar({ knobs, filter, onFilter, search, onSearch }: FilterBarProps): ReactElement {
  return (
    <div className={styles['tools']}>
      <Chip.Group
        value={filter}
        onChange={(value) => {
          onFilter(filters.find((one) => one === value) ?? 'all');
        }}
      >
        <Group gap={6} style={{ display: 'contents' }}>
          {filters
            .map((one) => ({ one, count: knobs.filter((knob) => matchesFilter(knob, one)).length }))
            .filter(({ one, count }) => count > 0 || one === filter)
            .map(({ one, count }) => (
              <Chip key={one} value={one} size="xs" variant="light">
                {filterWords[one]} {count}
              </Chip>
            ))}
        </Group>
      </Chip.Group>
      <TextInput
        className={styles['search'] ?? ''}
        size="xs"
        leftSection={<IconSearch size={14} aria-hidden />}
        placeholder="Search settings"
        aria-label="Search settings"
        value={search}
        onChange={(event) => {
          onSearch(event.currentTarget.value);
        }}
      />
    </div>
  );
}

type Question = Pick<ConsentDialogProps, 'knob' | 'about'>;

/** All settings of this machine in groups, with the choice that goes into the Plan. */
export function KnobList({ knobs }: { readonly knobs: readonly KnobState[] }): ReactElement {
  const { tuning, change } = useFeatures();
  const selection = useStore(tuning.store, (state) => state.selection);
  const [filter, setFilter] = useState<KnobFilter>(() => (knobs.some((knob) => matchesFilter(knob, 'suggested')) ? 'suggested' : 'all'));
  const [search, setSearch] = useState('');
  const [question, setQuestion] = useState<Question | null>(null);
  const wanted = useDeferredValue(search);
  // Whoever searches wants to find, whatever filter happens to be set.
  const shown = knobs.filter((knob) => (wanted.trim() !== '' || matchesFilter(knob, filter)) && matchesSearch(knob, wanted));

  const toggle = useCallback(
    (knob: KnobState, chosen: boolean) => {
      const obstacle = obstacleOf(knob, tuning.store.getState().selection);
      if (chosen && obstacle === 'consent') setQuestion({ knob, about: 'danger' });
      else if (chosen && obstacle === 'owner') setQuestion({ knob, about: 'owner' });
      else tuning.select((current) => choose(current, knob.id, chosen));
    },
    [tuning],
  );
  const changeValue = useCallback(
    (knob: KnobState, value: string | null) => {
      tuning.select((current) => setValue(current, knob, value));
    },
    [tuning],
  );
  const undo = useCallback(
    (knob: KnobState) => {
      change.reviewUndo({ input: { planId: null, knobId: knob.id, all: false, force: false }, what: `“${knob.title}”` });
    },
    [change],
  );

  return (
    <>
      <FilterBar knobs={knobs} filter={filter} onFilter={setFilter} search={search} onSearch={setSearch} />
      {shown.length === 0 ? (
        <EmptyNote icon={IconFilterOff} title="No setting matches" text="Choose another filter, or search for less." />
      ) : (
        <div className={styles['groups']}>
          {grouped(shown).map(({ group, knobs: members }) => (
            <section key={group} className={styles['group']} aria-label={groupWords[group]}>
              <h2 className={styles['groupHead']}>
                {groupWords[group]}
                <span className={styles['groupCount']}>{counted(members.length, 'setting')}</span>
              </h2>
              <ul className={styles['knobs']}>
                {members.map((knob) => (
                  <KnobRow key={knob.id} knob={knob} selection={selection} onToggle={toggle} onValue={changeValue} onUndo={undo} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
      {question === null ? null : (
        <ConsentDialog
          {...question}
          onClose={() => {
            setQuestion(null);
          }}
          onAccept={() => {
            const { knob, about } = question;
            tuning.select((current) => {
              const answered = about === 'danger' ? acceptDanger(current, knob.id) : takeOver(current, knob.id);
              // A dangerous knob may also belong to somebody else; the dialog has named both.
              return obstacleOf(knob, answered) === 'owner' ? takeOver(answered, knob.id) : answered;
            });
            setQuestion(null);
          }}
        />
      )}
    </>
  );
}
