import type { ReactElement } from 'react';
import type { RunEnvironment } from '../../../../../src-main/contracts/benchmarkResult.ts';
import type { Reading } from '../../../../../src-main/contracts/value.ts';
import { figureText, memoryFigure } from '../../../lib/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { ReadingText } from '../../../ui/ReadingText.tsx';
import styles from '../BenchmarksPage.module.css';

function numberReading(reading: Reading<number>, words: (value: number) => string = String): Reading<string> {
  return reading.status === 'ok' ? { status: 'ok', value: words(reading.value) } : reading;
}

function said(value: string): Reading<string> {
  return { status: 'ok', value };
}

type Fact = readonly [label: string, reading: Reading<string>];

function factsOf(environment: RunEnvironment): readonly Fact[] {
  const { stepsInForce, profileId, gpus } = environment;
  return [
    ['Kernel', environment.kernel],
    ['Distribution', environment.distribution],
    ['Processor', environment.cpu],
    ['Processor threads', numberReading(environment.cpuThreads)],
    ['Clock governor', environment.governor],
    ['Energy preference', environment.energyPreference],
    ['Boost', environment.boost],
    ['Memory', numberReading(environment.memoryBytes, (bytes) => figureText(memoryFigure(bytes)))],
    ['Memory nodes', numberReading(environment.numaNodes)],
    ['Huge pages', environment.transparentHugePages],
    ['Mitigations', environment.mitigations],
    ['Virtual machine', environment.virtualization],
    ['Power', environment.power],
    ...gpus.map((gpu): Fact => ['Graphics', said([gpu.name, gpu.driver, gpu.link].filter((part) => part !== '').join(', '))]),
    ['Profile', said(profileId ?? 'none')],
    [
      'Settings of this product in force',
      stepsInForce === null ? { status: 'unknown', why: 'it could not be found out' } : said(String(stepsInForce)),
    ],
    ['Kernel command line', environment.commandLine],
    ['Product', said(environment.product)],
  ];
}

/** What the figures depend on. */
export function EnvironmentPanel({ environment }: { readonly environment: RunEnvironment | null }): ReactElement {
  return (
    <Panel title="Measured on">
      {environment === null ? (
        <p className="dim" style={{ margin: 0 }}>
          The imported file does not say.
        </p>
      ) : (
        <dl className={styles['facts']}>
          {factsOf(environment).map(([label, reading], index) => (
            <div key={`${label} ${String(index)}`} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>
                <ReadingText reading={reading} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
