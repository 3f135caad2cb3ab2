/**
 * The copy of a run that may leave this machine. What is shown is byte for byte
 * what the file holds. Which machine it was is told by a hash only, so that two
 * files of one machine can be put beside each other; a hash of a name can be
 * confirmed by whoever guesses the name.
 */
import { jsonText } from '../../../base/jsonText.ts';
import { printable } from '../../../base/text.ts';
import type { BenchmarkRun, GateMark, RunEnvironment, TestResult } from '../../../contracts/benchmarkResult.ts';
import { mapReading, type Reading } from '../../../contracts/value.ts';
import { createRedactor, type Redactor } from './redactor.ts';

export interface ShareFile {
  readonly fileName: string;
  readonly text: string;
  /** What was taken out and how often; empty when there was nothing. */
  readonly removed: { what: string; count: number }[];
}

const hashedName = /^machine-[0-9a-f]{10}$/;

export function shareFile(run: BenchmarkRun): ShareFile {
  const machine = hashedName.test(run.machine) ? run.machine : `machine-${nameHash(run.machine)}`;
  const redactor = createRedactor(run, machine);
  const shared = redactedRun(run, machine, redactor);
  return { fileName: `${shared.id}.hecate.json`, text: `${jsonText(shared, 2)}\n`, removed: redactor.removed() };
}

function redactedRun(run: BenchmarkRun, machine: string, redactor: Redactor): BenchmarkRun {
  const { text } = redactor;
  if (run.machine !== machine) redactor.count('host name');
  if (run.note !== null) redactor.count('note');
  return {
    ...run,
    id: redactor.id(run.id),
    title: text(run.title, 200),
    // A note is free text of a person: nothing can tell whether a word in it is a name.
    note: null,
    originDetail: run.originDetail === null ? null : text(run.originDetail, 300),
    machine,
    environment: run.environment === null ? null : redactedEnvironment(run.environment, redactor),
    marks: run.marks.map((mark) => redactedMark(mark, redactor)),
    tests: run.tests.map((test) => redactedTest(test, redactor)),
  };
}

function redactedTest(test: TestResult, redactor: Redactor): TestResult {
  const { text, id } = redactor;
  return {
    ...test,
    testId: id(test.testId),
    title: text(test.title, 120),
    why: test.why === null ? null : text(test.why, 1000),
    label: test.label === null ? null : text(test.label, 120),
    method: text(test.method, 1000),
    tool: test.tool === null ? null : { name: text(test.tool.name, 80), version: text(test.tool.version, 200) },
    parameters: redactor.parameters(test.parameters),
    metrics: test.metrics.map((metric) => ({
      ...metric,
      id: id(metric.id),
      title: text(metric.title, 120),
      unit: text(metric.unit, 32),
    })),
    series: test.series.map((series) => ({
      ...series,
      id: id(series.id),
      title: text(series.title, 120),
      xTitle: text(series.xTitle, 60),
      xUnit: text(series.xUnit, 32),
      yTitle: text(series.yTitle, 60),
      yUnit: text(series.yUnit, 32),
    })),
    marks: test.marks.map((mark) => redactedMark(mark, redactor)),
    before: test.before === null ? null : redactedReadings(test.before, redactor),
    after: test.after === null ? null : redactedReadings(test.after, redactor),
  };
}

function redactedMark(mark: GateMark, { text }: Redactor): GateMark {
  return { ...mark, text: text(mark.text, 300) };
}

function redactedEnvironment(environment: RunEnvironment, redactor: Redactor): RunEnvironment {
  const { text } = redactor;
  return {
    ...redactedReadings(environment, redactor),
    product: text(environment.product),
    gpus: environment.gpus.map(({ name, driver, link }) => ({ name: text(name), driver: text(driver), link: text(link) })),
    // Profiles of the user's own carry names that they chose.
    profileId: environment.profileId === null ? null : text(environment.profileId),
  };
}

/** Every Reading of an object: its text, and the reason where there is none. The rest stays as it is. */
function redactedReadings<T extends object>(fields: T, redactor: Redactor): T {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    isReading(value) ? redactedReading(value, redactor) : (value as unknown),
  ]);
  return Object.fromEntries(entries) as T;
}

function redactedReading(reading: Reading<unknown>, { text }: Redactor): Reading<unknown> {
  if (reading.status !== 'ok') return { ...reading, why: text(reading.why) };
  return mapReading(reading, (value) => (typeof value === 'string' ? text(value) : value));
}

function isReading(value: unknown): value is Reading<unknown> {
  return typeof value === 'object' && value !== null && 'status' in value;
}

/** FNV-1a, 64 bits, of which 40 are shown. Not a secret: see above. */
function nameHash(name: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(printable(name))) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0').slice(0, 10);
}
