/** Benchmarks for people: what can be measured, how fit the machine is, and what was measured. */
import { figureText, intervalText, leftOutText } from '../../base/figureText.ts';
import type { Availability, TestInfo } from '../../contracts/benchmark.ts';
import type { BenchmarkRun, Conditions, GateMark, MetricResult, RunSummary, Score, TestResult } from '../../contracts/benchmarkResult.ts';
import { blocks, fields, type Page, paragraph, table } from '../terminal/layout.ts';
import { formatDuration } from './duration.ts';
import { readingField, safe } from './reading.ts';
import { counted, formatBytes, formatCelsius, formatMHz, formatPercent, formatTime } from './units.ts';

export function formatTests(page: Page, tests: readonly TestInfo[], details: boolean): readonly string[] {
  if (details) return blocks(...tests.map((test) => testDetails(page, test)));
  const rows = tests.map((test) => [
    test.id,
    test.area,
    test.groups.join(' ') || '-',
    `${String(Math.round(test.seconds))} s`,
    availabilityText(page, test.availability),
    safe(test.title),
  ]);
  const columns = [
    { title: 'test' },
    { title: 'area' },
    { title: 'groups' },
    { title: 'about', align: 'right' as const },
    { title: 'here' },
    { title: 'title' },
  ];
  const missing = tests.flatMap(({ id, availability }) =>
    availability.state === 'missing'
      ? paragraph(page, `${id}: ${safe(availability.why).replace(/\.$/, '')}. ${safe(availability.howToGet)}`, 2)
      : [],
  );
  return blocks(table(page, columns, rows), missing.length === 0 ? [] : [page.style.strong('How to get what is missing'), ...missing]);
}

function availabilityText(page: Page, availability: Availability): string {
  switch (availability.state) {
    case 'ready':
      return page.style.good('ready');
    case 'missing':
      return page.style.warn('missing');
    case 'absent':
      return page.style.faint('absent');
  }
}

function testDetails(page: Page, test: TestInfo): readonly string[] {
  const { availability } = test;
  const why = availability.state === 'ready' ? 'ready' : `${availability.state}: ${availability.why}`;
  const how = availability.state === 'missing' ? [{ name: 'How to get it', value: safe(availability.howToGet) }] : [];
  return [
    `${page.style.strong(test.id)}  ${safe(test.title)}`,
    ...fields(page, [
      { name: 'Here', value: safe(why) },
      ...how,
      { name: 'Method', value: safe(test.method) },
      { name: 'Program', value: safe(test.engine) },
      { name: 'Groups', value: test.groups.join(', ') || 'none: when named, or as a goal of a proof' },
      ...(test.scratchBytes === 0 ? [] : [{ name: 'Disk space', value: formatBytes(test.scratchBytes) }]),
      ...test.metrics.map((metric) => ({
        name: `Metric ${metric.id}`,
        value: safe(`${metric.title}, ${metric.unit}, ${metric.direction} is better${metric.headline ? ', headline' : ''}`),
      })),
    ]),
  ];
}

export function formatGate(page: Page, marks: readonly GateMark[], conditions: Conditions): readonly string[] {
  const verdict = marks.some((mark) => mark.severity === 'blocking')
    ? page.style.bad('Figures measured now would mean little; bench run refuses without --force.')
    : marks.some((mark) => mark.severity === 'warning')
      ? page.style.warn('Figures measured now are marked.')
      : page.style.good('The machine is fit for measuring.');
  const number = (value: number): string => value.toFixed(2);
  return blocks(
    [verdict],
    markLines(page, marks),
    fields(page, [
      readingField(page, 'Load', conditions.load1, number),
      readingField(page, 'Processor pressure', conditions.cpuPressurePercent, formatPercent),
      readingField(page, 'Disk pressure', conditions.ioPressurePercent, formatPercent),
      readingField(page, 'Memory available', conditions.memoryAvailableBytes, formatBytes),
      readingField(page, 'Processor temperature', conditions.cpuTempC, formatCelsius),
      readingField(page, 'Processor clock', conditions.cpuClockMHz, formatMHz),
      readingField(page, 'Throttled since boot', conditions.throttleCount, String),
      readingField(page, 'GPU temperature', conditions.gpuTempC, formatCelsius),
    ]),
  );
}

export function markLines(page: Page, marks: readonly GateMark[]): readonly string[] {
  const paint = { note: page.style.faint, warning: page.style.warn, blocking: page.style.bad } as const;
  const words = { note: 'note', warning: 'warning', blocking: 'unfit' } as const;
  return marks.flatMap((mark) => paragraph(page, `${words[mark.severity]}: ${safe(mark.text)}`, 2).map(paint[mark.severity]));
}

export function formatRuns(
  page: Page,
  runs: readonly RunSummary[],
  problems: readonly { readonly file: string; readonly problem: string }[],
): readonly string[] {
  const broken = problems.flatMap(({ file, problem }) =>
    paragraph(page, page.style.warn(`${safe(file)} cannot be read: ${safe(problem)}`)),
  );
  if (runs.length === 0) return blocks(['Nothing was measured yet. hecate bench run measures the quick group.'], broken);
  const rows = runs.map((run) => [
    run.id,
    formatTime(run.startedAt),
    run.score === null ? '-' : figureText(run.score),
    `${String(run.measured)}/${String(run.measured + run.skipped + run.failed)}`,
    String(run.warnings),
    run.origin === 'imported' ? 'imported' : run.state,
    `${safe(run.title)}${run.reference ? page.style.accent(' (reference)') : ''}`,
  ]);
  const columns = [
    { title: 'run' },
    { title: 'when' },
    { title: 'score', align: 'right' as const },
    { title: 'measured', align: 'right' as const },
    { title: 'warnings', align: 'right' as const },
    { title: 'state' },
    { title: 'title' },
  ];
  return blocks(table(page, columns, rows), broken);
}

export function formatImported(run: RunSummary): readonly string[] {
  return [
    `Imported ${safe(run.title)} as ${safe(run.id)}: ${counted(run.measured, 'test')} with figures, ${String(run.skipped + run.failed)} without.`,
  ];
}

export interface ShownRun {
  readonly run: BenchmarkRun;
  readonly score: Score | null;
  /** This is the reference run, which has no score. */
  readonly reference: boolean;
}

export function formatRun(page: Page, shown: ShownRun): readonly string[] {
  const { run } = shown;
  const { style } = page;
  const seconds = run.endedAt === null ? null : Date.parse(run.endedAt) - Date.parse(run.startedAt);
  const took = seconds === null ? '' : `, ${formatDuration(seconds)}`;
  const origin = run.origin === 'imported' ? `, ${safe(run.originDetail ?? 'imported')}` : '';
  return blocks(
    [
      `${style.heading(safe(run.title))}  ${run.id}`,
      style.faint(`${safe(run.machine)}, ${formatTime(run.startedAt)}${took}, ${run.state}${origin}`),
      ...(run.note === null ? [] : paragraph(page, safe(run.note))),
    ],
    scoreLines(page, shown),
    markLines(page, run.marks),
    figuresTable(page, run),
    run.tests.flatMap((test) =>
      markLines(
        page,
        test.marks.map((mark) => ({ ...mark, text: `${test.title}: ${mark.text}` })),
      ),
    ),
    notMeasured(page, run.tests),
    [style.faint('Medians; ± is half of the 95 % interval.')],
  );
}

function scoreLines(page: Page, { score, reference }: ShownRun): readonly string[] {
  if (reference) return ['This is the reference run: the scores of other runs are relative to it.'];
  if (score === null) return [];
  const parts = score.parts.map((part) => `${part.area} ${figureText(part.score)}`).join(', ');
  const leftOut = leftOutText(score.missing);
  return [
    `Score ${page.style.strong(figureText(score.total))} (${parts}); 100 is ${safe(score.referenceRunId)}`,
    ...(leftOut === null ? [] : paragraph(page, safe(leftOut)).map(page.style.faint)),
  ];
}

function figuresTable(page: Page, run: BenchmarkRun): readonly string[] {
  const rows = run.tests.flatMap((test) => test.metrics.map((metric) => metricRow(page, run, test, metric)));
  if (rows.length === 0) return [];
  const right = { align: 'right' as const };
  const columns = [
    { title: 'figure' },
    { title: 'median', ...right },
    { title: '' },
    { title: '±', ...right },
    { title: 'n', ...right },
    { title: 'remarks' },
  ];
  return table(page, columns, rows);
}

function metricRow(page: Page, run: BenchmarkRun, test: TestResult, metric: MetricResult): readonly string[] {
  const { summary } = metric;
  const name = safe(test.metrics.length === 1 ? test.title : `${test.title}: ${metric.title}`);
  const shortName = name.length > 60 ? `${name.slice(0, 59)}…` : name;
  return [
    metric.headline ? shortName : page.style.faint(shortName),
    summary === null ? '-' : figureText(summary.median),
    safe(metric.unit),
    intervalText(summary?.halfWidthPercent ?? null),
    String(metric.samples.length),
    remarks(run, test, metric).join('; '),
  ];
}

function remarks(run: BenchmarkRun, test: TestResult, { summary, headline }: MetricResult): readonly string[] {
  const label = test.label === null ? [] : [safe(test.label)];
  if (summary === null) return [...label, 'no round ended'];
  const wide = headline && run.targetPercent !== null && (summary.halfWidthPercent ?? 0) > run.targetPercent;
  return [
    ...label,
    ...(summary.modes === null
      ? []
      : [`two groups: ${figureText(summary.modes.lowerMedian)} and ${figureText(summary.modes.upperMedian)}`]),
    ...(summary.outliers.length === 0 ? [] : [counted(summary.outliers.length, 'outlier')]),
    ...(summary.low === null ? ['no interval'] : []),
    ...(wide ? [`wider than the target: ${stopWords[summary.stoppedBecause]}`] : []),
  ];
}

const stopWords = { target: 'another figure met it', budget: 'time used up', limit: 'most rounds made', cancelled: 'cancelled' } as const;

function notMeasured(page: Page, tests: readonly TestResult[]): readonly string[] {
  const rest = tests.filter((test) => test.state !== 'measured');
  if (rest.length === 0) return [];
  const paint = (test: TestResult) => (test.state === 'failed' ? page.style.bad : page.style.faint);
  return [
    page.style.strong('Not measured'),
    ...fields(
      page,
      rest.map((test) => ({
        name: safe(test.title),
        value: `${test.state}: ${safe(test.why ?? 'no reason is stored')}`,
        paint: paint(test),
      })),
    ),
  ];
}
