import { Radio } from '@mantine/core';
import { type ReactElement, useId } from 'react';
import type { TestInfo } from '../../../../../src-main/contracts/benchmark.ts';
import type { BenchmarkGroup } from '../../../../../src-main/contracts/benchmarkResult.ts';
import { counted } from '../../../lib/format.ts';
import styles from '../BenchmarksPage.module.css';
import { secondsOfGroup, summaryOf } from '../model/choice.ts';
import { aboutTime } from '../model/figures.ts';
import { areas, areaWords, groups, groupWords } from '../model/words.ts';

export interface GroupPickerProps {
  readonly tests: readonly TestInfo[];
  readonly group: BenchmarkGroup;
  readonly onChange: (group: BenchmarkGroup) => void;
}

/** What is in a group: "14 tests of processor, disks and network". */
function contents(tests: readonly TestInfo[]): string {
  const present = areas.filter((area) => tests.some((test) => test.area === area && test.availability.state === 'ready'));
  const missing = tests.filter((test) => test.availability.state !== 'ready').length;
  const ready = tests.length - missing;
  if (ready === 0) return 'None of its tests can run here.';
  const names = present.map((area) => (area === 'ai' ? 'AI' : areaWords[area].toLowerCase())).join(', ');
  return `${counted(ready, 'test')}: ${names}.${missing === 0 ? '' : ` ${String(missing)} cannot run here.`}`;
}

/** The four groups with their time and what is in them. */
export function GroupPicker({ tests, group, onChange }: GroupPickerProps): ReactElement {
  const textId = useId();
  return (
    <Radio.Group
      aria-label="Group of tests"
      value={group}
      onChange={(value) => {
        const chosen = groups.find((one) => one === value);
        if (chosen !== undefined) onChange(chosen);
      }}
    >
      <div className={styles['groups']}>
        {groups.map((one) => {
          const members = tests.filter((test) => test.groups.includes(one));
          const { ready, seconds } = summaryOf(members);
          return (
            <Radio.Card
              key={one}
              value={one}
              radius="md"
              className={styles['group'] ?? ''}
              disabled={ready === 0}
              aria-label={groupWords[one].title}
              aria-describedby={`${textId}-${one}`}
            >
              <Radio.Indicator mt={2} size="xs" />
              <div id={`${textId}-${one}`}>
                <div className={styles['groupTitle']}>
                  {groupWords[one].title}
                  {ready === 0 ? null : <span className={styles['aside']}>{aboutTime(secondsOfGroup(one, seconds))}</span>}
                </div>
                <p className={styles['groupText']}>{groupWords[one].what}</p>
                <p className={styles['groupText']}>{contents(members)}</p>
              </div>
            </Radio.Card>
          );
        })}
      </div>
    </Radio.Group>
  );
}
