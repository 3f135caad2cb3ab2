import { NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { TestInfo } from '../../../../../src-main/contracts/benchmark.ts';
import { Panel } from '../../../ui/Panel.tsx';
import styles from '../../benchmarks/BenchmarksPage.module.css';
import { areas, areaWords } from '../../benchmarks/model/words.ts';
import type { ProofForm } from '../model/form.ts';

export interface FormPartProps {
  readonly form: ProofForm;
  readonly onChange: (change: Partial<ProofForm>) => void;
}

/** Tests that can run here, by area. */
function optionsOf(tests: readonly TestInfo[]): { group: string; items: { value: string; label: string }[] }[] {
  return areas.flatMap((area) => {
    const members = tests.filter((test) => test.area === area && test.availability.state === 'ready');
    return members.length === 0 ? [] : [{ group: areaWords[area], items: members.map((test) => ({ value: test.id, label: test.title })) }];
  });
}

function TestGoal({ form, onChange, tests }: FormPartProps & { readonly tests: readonly TestInfo[] }): ReactElement {
  const test = tests.find((one) => one.id === form.testId);
  const metrics = (test?.metrics ?? []).map((metric) => ({ value: metric.id, label: `${metric.title}, ${metric.unit}` }));
  return (
    <>
      <div className={styles['fields']}>
        <Select
          label="Test"
          placeholder="What should become better"
          data={optionsOf(tests)}
          value={form.testId}
          searchable
          nothingFoundMessage="No test that can run here has that name."
          onChange={(testId) => {
            onChange({ testId, metricId: null });
          }}
        />
        <Select
          label="Figure"
          placeholder="Its main figure"
          data={metrics}
          value={form.metricId}
          disabled={metrics.length === 0}
          clearable
          onChange={(metricId) => {
            onChange({ metricId });
          }}
        />
        {test?.area === 'disk' ? (
          <TextInput
            label="Folder"
            placeholder="The disk of the results"
            maxLength={1024}
            value={form.folder}
            onChange={(event) => {
              onChange({ folder: event.currentTarget.value });
            }}
          />
        ) : null}
        {test?.area === 'network' ? (
          <TextInput
            label="Other end, on which iperf3 -s runs"
            placeholder="This machine"
            maxLength={253}
            value={form.peer}
            onChange={(event) => {
              onChange({ peer: event.currentTarget.value });
            }}
          />
        ) : null}
        {test?.area === 'ai' ? (
          <TextInput
            label="Python"
            placeholder="python3"
            maxLength={1024}
            value={form.python}
            onChange={(event) => {
              onChange({ python: event.currentTarget.value });
            }}
          />
        ) : null}
      </div>
      {test === undefined ? null : <p className={styles['groupText']}>{test.method}</p>}
    </>
  );
}

function CommandGoal({ form, onChange }: FormPartProps): ReactElement {
  return (
    <div className={styles['stack']}>
      <TextInput
        label="Command"
        description="Program and arguments; quotes keep blanks together. No shell reads it"
        placeholder={'make -C "/home/ada/project" -j16'}
        value={form.command}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        onChange={(event) => {
          onChange({ command: event.currentTarget.value });
        }}
      />
      <div className={styles['fields']}>
        <TextInput
          label="Folder it runs in"
          placeholder="Your home folder"
          maxLength={1024}
          value={form.commandFolder}
          onChange={(event) => {
            onChange({ commandFolder: event.currentTarget.value });
          }}
        />
        <NumberInput
          label="Give up on it after"
          suffix=" s"
          min={1}
          max={3600}
          clampBehavior="blur"
          value={form.timeoutSeconds}
          onChange={(value) => {
            const number = Number(value);
            if (value !== '' && number >= 1 && number <= 3600) onChange({ timeoutSeconds: Math.round(number) });
          }}
        />
      </div>
      <SegmentedControl
        aria-label="What counts"
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        data={[
          { value: 'wallTime', label: 'The time that it takes' },
          { value: 'printed', label: 'A number that it prints' },
        ]}
        value={form.measureBy}
        onChange={(by) => {
          onChange({ measureBy: by === 'printed' ? 'printed' : 'wallTime' });
        }}
      />
      {form.measureBy === 'printed' ? (
        <div className={styles['fields']}>
          <TextInput
            label="Pattern of the number"
            placeholder="([0-9.]+) tokens/s"
            maxLength={300}
            value={form.pattern}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            onChange={(event) => {
              onChange({ pattern: event.currentTarget.value });
            }}
          />
          <TextInput
            label="Unit"
            placeholder="tokens/s"
            maxLength={32}
            value={form.unit}
            onChange={(event) => {
              onChange({ unit: event.currentTarget.value });
            }}
          />
          <Select
            label="Better is"
            data={[
              { value: 'higher', label: 'a higher number' },
              { value: 'lower', label: 'a lower number' },
            ]}
            value={form.direction}
            allowDeselect={false}
            onChange={(value) => {
              onChange({ direction: value === 'lower' ? 'lower' : 'higher' });
            }}
          />
        </div>
      ) : null}
    </div>
  );
}

/** What should become better: a built-in test, or the user's own command. */
export function GoalPanel({ tests, ...part }: FormPartProps & { readonly tests: readonly TestInfo[] }): ReactElement {
  const { form, onChange } = part;
  return (
    <Panel
      title="What should become better"
      action={
        <SegmentedControl
          size="xs"
          aria-label="Goal"
          data={[
            { value: 'test', label: 'A test' },
            { value: 'command', label: 'My own command' },
          ]}
          value={form.goalBy}
          onChange={(by) => {
            onChange({ goalBy: by === 'command' ? 'command' : 'test' });
          }}
        />
      }
    >
      {form.goalBy === 'test' ? <TestGoal {...part} tests={tests} /> : <CommandGoal {...part} />}
    </Panel>
  );
}
