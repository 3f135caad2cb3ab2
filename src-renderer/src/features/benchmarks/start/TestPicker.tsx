import { Badge, Checkbox, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import type { TestInfo } from '../../../../../src-main/contracts/benchmark.ts';
import styles from '../BenchmarksPage.module.css';
import { aboutTime } from '../model/figures.ts';
import { areas, areaWords } from '../model/words.ts';

export interface TestPickerProps {
  readonly tests: readonly TestInfo[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

const stateBadges = {
  missing: { label: 'can be had', color: 'ember' },
  absent: { label: 'not on this machine', color: 'gray' },
} as const;

interface TestLineProps {
  readonly test: TestInfo;
  readonly checked: boolean;
  readonly onToggle: () => void;
}

function TestLine({ test, checked, onToggle }: TestLineProps): ReactElement {
  const { availability } = test;
  const ready = availability.state === 'ready';
  return (
    <li className={styles['test']}>
      <Checkbox
        label={test.title}
        checked={checked}
        disabled={!ready && !checked}
        onChange={onToggle}
        styles={{ label: { fontWeight: 600 } }}
      />
      {ready ? (
        <span className={styles['aside']}>{aboutTime(test.seconds)}</span>
      ) : (
        <Badge color={stateBadges[availability.state].color}>{stateBadges[availability.state].label}</Badge>
      )}
      {availability.state === 'ready' ? null : (
        <p className={styles['testText']}>
          {availability.why}
          {availability.state === 'missing' ? ` How to get it: ${availability.howToGet}` : ''}
        </p>
      )}
      <p className={styles['testText']}>
        {test.method} Done by {test.engine}.
      </p>
    </li>
  );
}

/** Single tests by area, with their method; what cannot run says why and how to get it. */
export function TestPicker({ tests, chosen, onChange }: TestPickerProps): ReactElement {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const found = tests.filter((test) => `${test.title} ${test.id} ${areaWords[test.area]} ${test.engine}`.toLowerCase().includes(wanted));
  return (
    <>
      <TextInput
        aria-label="Find a test"
        placeholder="Find a test"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
        }}
        mb="sm"
      />
      {found.length === 0 ? <p className="dim">No test has that in its name.</p> : null}
      {areas
        .filter((area) => found.some((test) => test.area === area))
        .map((area) => (
          <section key={area} aria-label={areaWords[area]}>
            <h3 className={styles['area']}>{areaWords[area]}</h3>
            <ul className={styles['plain']} style={{ gap: 0 }}>
              {found
                .filter((test) => test.area === area)
                .map((test) => (
                  <TestLine
                    key={test.id}
                    test={test}
                    checked={chosen.includes(test.id)}
                    onToggle={() => {
                      onChange(chosen.includes(test.id) ? chosen.filter((id) => id !== test.id) : [...chosen, test.id]);
                    }}
                  />
                ))}
            </ul>
          </section>
        ))}
    </>
  );
}
