/** One run as a report. */
import { figureText, leftOutText } from '../../../base/figureText.ts';
import type { BenchmarkArea, BenchmarkRun, MetricResult, RunEnvironment, TestResult } from '../../../contracts/benchmarkResult.ts';
import type { Standing } from '../model/score.ts';
import type { ChartData } from './charts/chartData.ts';
import { type Block, type Cell, cell, type NamedValue, type ReportDocument, section } from './document.ts';
import {
  areaTitles,
  betterWord,
  bytesText,
  counted,
  intervalOf,
  markCell,
  momentText,
  readingText,
  remarksOf,
  secondsText,
  stateWords,
  withUnit,
} from './words.ts';

const areas = Object.keys(areaTitles) as readonly BenchmarkArea[];

export const methodNote =
  'Figures are medians; ± is half of their 95 % interval. Warm-up rounds are left out, outliers are kept and counted. In a score 100 is the reference run; figures without an interval in both runs do not count.';

export function runDocument(run: BenchmarkRun, standing: Standing): ReportDocument {
  return {
    title: run.title,
    subtitle: [run.machine, momentText(run.startedAt), originOf(run)].filter((part) => part !== '').join(' · '),
    blocks: [
      ...(run.note === null ? [] : [{ kind: 'paragraph', text: run.note } as const]),
      { kind: 'figures', figures: bigFigures(run, standing) },
      ...standingBlocks(standing),
      ...marksBlocks(run),
      ...areas.flatMap((area) => areaBlocks(run, area)),
      ...notMeasured(run),
      ...section('Machine', environmentBlocks(run.environment)),
      ...section('How it was measured', [methodBlock(run)]),
    ],
    footer: methodNote,
  };
}

function originOf(run: BenchmarkRun): string {
  if (run.origin === 'imported') return `imported: ${run.originDetail ?? 'from a file'}`;
  return run.state === 'finished' ? '' : run.state;
}

function standingBlocks(standing: Standing): readonly Block[] {
  if (standing === null) return [];
  if (standing === 'reference')
    return [{ kind: 'paragraph', text: 'This is the reference run: the scores of other runs are relative to it.' }];
  const text = leftOutText(standing.missing);
  return text === null ? [] : [{ kind: 'paragraph', text, tone: 'faint' }];
}

function bigFigures(run: BenchmarkRun, standing: Standing): Extract<Block, { kind: 'figures' }>['figures'] {
  const measured = run.tests.filter((test) => test.state === 'measured').length;
  const warnings = [...run.marks, ...run.tests.flatMap((test) => test.marks)].filter((mark) => mark.severity !== 'note').length;
  const seconds = run.endedAt === null ? null : (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;
  return [
    ...(standing === null || standing === 'reference'
      ? []
      : [
          { name: 'Score', value: figureText(standing.total), detail: `against run ${standing.referenceRunId}` },
          ...standing.parts.map((part) => ({
            name: areaTitles[part.area],
            value: figureText(part.score),
            detail: counted(part.metrics, 'figure'),
          })),
        ]),
    { name: 'Tests measured', value: `${String(measured)} of ${String(run.tests.length)}`, detail: counted(warnings, 'warning') },
    ...(seconds === null
      ? []
      : [
          {
            name: 'Time',
            value: secondsText(seconds),
            detail: run.targetPercent === null ? '' : `target ±${figureText(run.targetPercent)} %`,
          },
        ]),
  ];
}

function marksBlocks(run: BenchmarkRun): readonly Block[] {
  return run.marks.length === 0 ? [] : [{ kind: 'list', items: run.marks.map(markCell) }];
}

function areaBlocks(run: BenchmarkRun, area: BenchmarkArea): readonly Block[] {
  const tests = run.tests.filter((test) => test.area === area && test.metrics.some((metric) => metric.summary !== null));
  if (tests.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: areaTitles[area] },
    {
      kind: 'table',
      columns: [
        { title: 'Test' },
        { title: 'Median', align: 'right' },
        { title: '±', align: 'right' },
        { title: 'Samples', align: 'right' },
        { title: 'Better' },
        { title: 'Remarks' },
      ],
      rows: tests.flatMap((test) => test.metrics.map((metric) => metricRow(run, test, metric))),
    },
    ...testMarks(tests),
    ...tests.flatMap(testBlocks),
  ];
}

function testMarks(tests: readonly TestResult[]): readonly Block[] {
  const items = tests.flatMap((test) => test.marks.map(markCell).map((mark) => ({ ...mark, text: `${test.title}. ${mark.text}` })));
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function metricRow(run: BenchmarkRun, test: TestResult, metric: MetricResult): readonly Cell[] {
  const remarks = remarksOf(metric, run.targetPercent);
  const worst = remarks.find((remark) => remark.tone !== undefined)?.tone;
  const tone = metric.headline ? undefined : 'faint';
  return [
    cell(nameOf(test, metric), tone),
    cell(metric.summary === null ? '-' : withUnit(metric.summary.median, metric.unit)),
    cell(intervalOf(metric.summary)),
    cell(String(metric.samples.length)),
    cell(metric.direction, 'faint'),
    cell([...labelOf(test), ...remarks.map((remark) => remark.text)].join('; '), worst),
  ];
}

function labelOf(test: TestResult): readonly string[] {
  return test.label === null ? [] : [test.label];
}

/** The title of the test alone when its metric has no other to be told from. */
export function nameOf(test: TestResult, metric: MetricResult): string {
  if (test.metrics.length === 1) return test.title;
  return metric.title.startsWith(test.title) ? metric.title : `${test.title}: ${metric.title}`;
}

function testBlocks(test: TestResult): readonly Block[] {
  const curves: readonly Block[] = test.series
    .filter((series) => series.points.length > 1)
    .map((series) => ({
      kind: 'chart',
      title: `${test.title}: ${series.title}`,
      chart: {
        kind: 'curve',
        xTitle: series.xTitle,
        xUnit: series.xUnit,
        yTitle: series.yTitle,
        yUnit: series.yUnit,
        curves: [{ name: series.title, points: series.points }],
      },
    }));
  const strips: readonly Block[] = test.metrics.flatMap((metric) => {
    const chart = metric.headline ? stripOf(metric) : null;
    return chart === null ? [] : [{ kind: 'chart', title: `${nameOf(test, metric)}, ${betterWord(metric.direction)}`, chart } as const];
  });
  return [...curves, ...strips];
}

function stripOf({ summary, samples, unit }: MetricResult): ChartData | null {
  if (summary === null || samples.length < 3) return null;
  const { median, low, high, outliers } = summary;
  return { kind: 'strip', unit, samples, outliers, median, low, high };
}

function notMeasured(run: BenchmarkRun): readonly Block[] {
  const rest = run.tests.filter((test) => test.state !== 'measured');
  if (rest.length === 0) return [];
  return section('Not measured', [
    {
      kind: 'table',
      columns: [{ title: 'Test' }, { title: 'State' }, { title: 'Why, and how to get there' }],
      rows: rest.map((test) => [
        cell(test.title),
        cell(stateWords[test.state], test.state === 'failed' ? 'bad' : 'faint'),
        cell(test.why ?? 'no reason is stored'),
      ]),
    },
  ]);
}

function environmentBlocks(environment: RunEnvironment | null): readonly Block[] {
  if (environment === null) return [{ kind: 'paragraph', text: 'The file that this was imported from does not describe the machine.' }];
  return [{ kind: 'values', values: environmentValues(environment) }];
}

function environmentValues(environment: RunEnvironment): readonly NamedValue[] {
  const asText = (value: string): string => value;
  const asNumber = (value: number): string => figureText(value);
  const all: readonly (NamedValue | null)[] = [
    { name: 'Processor', value: readingText(environment.cpu, asText) },
    { name: 'Threads', value: readingText(environment.cpuThreads, asNumber) },
    { name: 'Memory', value: readingText(environment.memoryBytes, bytesText) },
    { name: 'NUMA nodes', value: readingText(environment.numaNodes, asNumber) },
    ...environment.gpus.map((gpu, index) => ({
      name: environment.gpus.length === 1 ? 'Graphics' : `Graphics ${String(index + 1)}`,
      value: [gpu.name, gpu.driver, gpu.link].filter((part) => part !== '').join(', '),
    })),
    { name: 'Distribution', value: readingText(environment.distribution, asText) },
    { name: 'Kernel', value: readingText(environment.kernel, asText) },
    { name: 'Command line', value: readingText(environment.commandLine, asText) },
    { name: 'Governor', value: readingText(environment.governor, asText) },
    { name: 'Energy preference', value: readingText(environment.energyPreference, asText) },
    { name: 'Boost', value: readingText(environment.boost, asText) },
    { name: 'Huge pages', value: readingText(environment.transparentHugePages, asText) },
    { name: 'Mitigations', value: readingText(environment.mitigations, asText) },
    { name: 'Virtualization', value: readingText(environment.virtualization, asText) },
    { name: 'Power', value: readingText(environment.power, asText) },
    environment.profileId === null ? null : { name: 'Profile', value: environment.profileId },
    {
      name: 'Settings in force',
      value: environment.stepsInForce === null ? 'could not be found out' : String(environment.stepsInForce),
    },
    { name: 'Measured with', value: environment.product },
  ];
  return all.filter((value) => value !== null);
}

function methodBlock(run: BenchmarkRun): Block {
  return {
    kind: 'more',
    title: `Methods, programs and settings of ${counted(run.tests.length, 'test')}`,
    blocks: run.tests.flatMap((test): readonly Block[] => [
      { kind: 'heading', level: 3, text: test.title, aside: `${test.testId}, version ${String(test.testVersion)}` },
      { kind: 'paragraph', text: test.method },
      {
        kind: 'values',
        values: [
          ...(test.tool === null ? [] : [{ name: 'Program', value: `${test.tool.name} ${test.tool.version}` }]),
          ...Object.entries(test.parameters).map(([name, value]) => ({ name, value: String(value) })),
          { name: 'Took', value: secondsText(test.seconds) },
        ],
      },
    ]),
  };
}
