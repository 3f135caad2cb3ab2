import type { ReactElement } from 'react';
import type { Conditions } from '../../../../../src-main/contracts/benchmarkResult.ts';
import type { Reading } from '../../../../../src-main/contracts/value.ts';
import { figureText, frequency, memoryFigure, percentFigure, temperatureFigure } from '../../../lib/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { ReadingText } from '../../../ui/ReadingText.tsx';
import styles from '../BenchmarksPage.module.css';

function asText(reading: Reading<number>, words: (value: number) => string): Reading<string> {
  return reading.status === 'ok' ? { status: 'ok', value: words(reading.value) } : reading;
}

function percent(value: number): string {
  return figureText(percentFigure(value));
}

/** What the machine is like, each with its reason where it is not known. */
export function conditionFacts(conditions: Conditions): readonly { readonly label: string; readonly reading: Reading<string> }[] {
  return [
    { label: 'Processor temperature', reading: asText(conditions.cpuTempC, (value) => figureText(temperatureFigure(value))) },
    { label: 'Graphics temperature', reading: asText(conditions.gpuTempC, (value) => figureText(temperatureFigure(value))) },
    { label: 'Processor clock, mean', reading: asText(conditions.cpuClockMHz, frequency) },
    { label: 'Throttled since boot', reading: asText(conditions.throttleCount, (value) => `${value.toLocaleString('en-GB')} times`) },
    { label: 'Load', reading: asText(conditions.load1, (value) => value.toFixed(2)) },
    { label: 'Waiting for the processor', reading: asText(conditions.cpuPressurePercent, percent) },
    { label: 'Waiting for disks', reading: asText(conditions.ioPressurePercent, percent) },
    { label: 'Memory that is free to use', reading: asText(conditions.memoryAvailableBytes, (value) => figureText(memoryFigure(value))) },
  ];
}

/** The newest conditions of the machine while it is measured. */
export function ConditionsPanel({ conditions }: { readonly conditions: Conditions }): ReactElement {
  return (
    <Panel title="The machine meanwhile">
      <dl className={`${styles['facts'] ?? ''} figures`}>
        {conditionFacts(conditions).map(({ label, reading }) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>
              <ReadingText reading={reading} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
