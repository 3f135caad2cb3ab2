/**
 * Results of the Phoronix Test Suite: composite.xml, whose elements are described
 * in its source (pts-core/objects/pts_result_file*.php). One system of a file
 * becomes one run; its version and settings stay beside each figure.
 */
import { printable } from '../../../../base/text.ts';
import type { BenchmarkArea, BenchmarkRun, RunEnvironment, TestResult } from '../../../../contracts/benchmarkResult.ts';
import { runSchemaName, runSchemaVersion, suiteVersion } from '../../../../contracts/benchmarkResult.ts';
import type { Direction } from '../../../../contracts/statistics.ts';
import { ok, type Reading, unknown } from '../../../../contracts/value.ts';
import { summarise } from '../../model/statistics/index.ts';
import { invalid } from './invalid.ts';
import { readXml, type XmlElement, XmlProblem } from './xmlReader.ts';

const mostResults = 500;
const mostSamples = 10_000;

/** @throws AppError benchmark.invalid */
export function runOfCompositeXml(source: string, fileName: string): BenchmarkRun {
  const root = rootOf(source);
  const results = all(root, 'Result');
  if (results.length === 0) throw invalid('PhoronixTestSuite.Result', 'there is none; a file with at least one result would be right');
  if (results.length > mostResults) {
    throw invalid('PhoronixTestSuite.Result', `there are ${String(results.length)}; at most ${String(mostResults)} would be right`);
  }
  const systems = all(root, 'System');
  const chosen = mostMeasured(results, systems);
  const system = systems.find((one) => text(one, 'Identifier') === chosen.name) ?? systems[0];
  const at = startedAt(root, system);
  const used = new Set<string>();
  const title = text(first(root, 'Generated'), 'Title');
  const client = text(system, 'TestClientVersion') || text(first(root, 'Generated'), 'TestClient');
  return {
    schema: runSchemaName,
    version: runSchemaVersion,
    suiteVersion,
    id: 'import',
    title: cut(title === '' ? 'Phoronix Test Suite' : title, 200),
    group: null,
    state: 'finished',
    note: null,
    origin: 'imported',
    originDetail: cut(`composite.xml of the Phoronix Test Suite ${client}, ${fileName}${chosen.others}`, 300),
    machine: cut(chosen.name === '' ? 'unknown' : chosen.name, 200),
    startedAt: at,
    endedAt: null,
    targetPercent: null,
    environment: environmentOf(system, client),
    marks: [],
    tests: results.map((result, index) => testOf(result, { index, at, system: chosen.name, used })),
  };
}

function rootOf(source: string): XmlElement {
  let root: XmlElement;
  try {
    root = readXml(source);
  } catch (error) {
    if (error instanceof XmlProblem) throw invalid('file', `it is no XML that can be read: ${error.message}`, error);
    throw error;
  }
  if (root.name !== 'PhoronixTestSuite') {
    throw invalid('PhoronixTestSuite', `the outer element is ${root.name}; composite.xml of the Phoronix Test Suite would be right`);
  }
  return root;
}

/** A file may hold many systems; a run is one machine, so the one with the most figures is taken and the rest is named. */
function mostMeasured(results: readonly XmlElement[], systems: readonly XmlElement[]): { name: string; others: string } {
  const counts = new Map<string, number>(systems.map((system) => [text(system, 'Identifier'), 0]));
  for (const entry of results.flatMap(entriesOf)) {
    const name = text(entry, 'Identifier');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [best = ['', 0]] = [...counts].sort(([, a], [, b]) => b - a);
  const others = counts.size > 1 ? `; ${String(counts.size - 1)} other systems in it are left out` : '';
  return { name: best[0], others };
}

/** Its times have no zone; they are taken as UTC, so that the same file gives the same run everywhere. */
function startedAt(root: XmlElement, system: XmlElement | undefined): string {
  const stamp = text(system, 'TimeStamp') || text(first(root, 'Generated'), 'LastModified');
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?/.exec(stamp);
  const ms = parts === null ? Number.NaN : Date.parse(`${parts[1] ?? ''}T${parts[2] ?? ''}${parts[3] ?? ':00'}Z`);
  if (Number.isNaN(ms)) throw invalid('PhoronixTestSuite.System.TimeStamp', 'a time such as 2026-05-01 12:00:00 would be right');
  return new Date(ms).toISOString();
}

function environmentOf(system: XmlElement | undefined, client: string): RunEnvironment {
  const hardware = partsOf(text(system, 'Hardware'));
  const software = partsOf(text(system, 'Software'));
  const silent: Reading<never> = unknown('the imported file does not say');
  const told = (value: string | undefined): Reading<string> => (value === undefined ? silent : ok(cut(value, 300)));
  const graphics = hardware.get('Graphics');
  return {
    product: cut(`Phoronix Test Suite ${client}`, 200),
    kernel: told(software.get('Kernel')),
    commandLine: silent,
    distribution: told(software.get('OS')),
    cpu: told(hardware.get('Processor')),
    cpuThreads: silent,
    governor: silent,
    energyPreference: silent,
    boost: silent,
    memoryBytes: silent,
    numaNodes: silent,
    transparentHugePages: silent,
    mitigations: silent,
    virtualization: told(software.get('System Layer')),
    power: silent,
    gpus: graphics === undefined ? [] : [{ name: cut(graphics, 200), driver: cut(software.get('Display Driver') ?? '', 200), link: '' }],
    profileId: null,
    stepsInForce: null,
  };
}

/** `Processor: AMD Ryzen, Motherboard: ASUS` by name. A value may hold commas itself. */
function partsOf(list: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  let last = '';
  for (const piece of list.slice(0, 20_000).split(', ')) {
    const named = /^([A-Z][\w /-]{1,30}): (.+)$/.exec(piece);
    if (named === null) {
      if (last !== '') parts.set(last, `${parts.get(last) ?? ''}, ${piece}`);
      continue;
    }
    last = named[1] ?? '';
    parts.set(last, named[2] ?? '');
  }
  return parts;
}

interface Place {
  readonly index: number;
  readonly at: string;
  readonly system: string;
  readonly used: Set<string>;
}

function testOf(result: XmlElement, { index, at, system, used }: Place): TestResult {
  const field = `PhoronixTestSuite.Result[${String(index)}]`;
  const identifier = text(result, 'Identifier');
  const description = text(result, 'Description');
  const version = text(result, 'AppVersion');
  const title = [text(result, 'Title') || identifier || `Result ${String(index + 1)}`, description]
    .filter((part) => part !== '')
    .join(': ');
  const entry = entriesOf(result).find((one) => text(one, 'Identifier') === system);
  const samples = entry === undefined ? null : samplesOf(entry, result, field);
  const base = {
    testId: uniqueId([identifier, description].filter((part) => part !== '').join('-') || title, used),
    testVersion: 1,
    title: cut(title, 120),
    area: areaOf(`${identifier} ${title}`),
    label: null,
    method: cut(
      `Measured by the Phoronix Test Suite with ${identifier === '' ? 'a test without a name' : identifier}; imported, not measured here.`,
      1000,
    ),
    tool: { name: cut(text(result, 'Title') || 'unknown', 80), version: cut(version === '' ? 'not stated' : version, 200) },
    parameters: Object.fromEntries(
      [
        ['arguments', text(result, 'Arguments')],
        ['profile', identifier],
      ].flatMap(([name = '', value = '']) => (value === '' ? [] : [[name, cut(value, 500)]])),
    ),
    series: [],
    marks: [],
    before: null,
    after: null,
    startedAt: at,
    seconds: 0,
  } satisfies Partial<TestResult>;
  if (typeof samples === 'string' || samples === null) {
    return { ...base, state: 'skipped', why: samples ?? 'the imported file has no figure of this system', metrics: [] };
  }
  const unit = text(result, 'Scale');
  return {
    ...base,
    state: 'measured',
    why: null,
    metrics: [
      {
        id: 'value',
        title: cut(unit === '' ? 'Value' : unit, 120),
        unit: cut(unit, 32),
        direction: directionOf(text(result, 'Proportion'), unit, field),
        headline: true,
        samples: [...samples],
        warmUps: [],
        summary: summarise(samples, 'limit'),
      },
    ],
  };
}

/** Single rounds where the file has them, else its one value; a text says why there is no figure. */
function samplesOf(entry: XmlElement, result: XmlElement, field: string): readonly number[] | string {
  const format = text(result, 'DisplayFormat');
  const value = text(entry, 'Value');
  if (value === '') return 'the imported file has no figure here; the test failed or was left out';
  if (format !== '' && format !== 'BAR_GRAPH' && format !== 'BAR_ANALYZE_GRAPH') {
    return `it is ${cut(format.toLowerCase().replaceAll('_', ' '), 60)}, not a figure, which is not imported`;
  }
  const single = numberOf(value);
  if (single === null) throw invalid(`${field}.Data.Entry.Value`, `"${cut(value, 60)}" is no number`);
  const raw = text(entry, 'RawString');
  if (raw === '') return [single];
  const samples = raw
    .split(':')
    .slice(0, mostSamples + 1)
    .map((part) => numberOf(part.trim()));
  if (samples.length > mostSamples) throw invalid(`${field}.Data.Entry.RawString`, `at most ${String(mostSamples)} figures would be right`);
  const numbers = samples.filter((sample) => sample !== null);
  if (numbers.length !== samples.length) throw invalid(`${field}.Data.Entry.RawString`, 'numbers with a colon between them would be right');
  return numbers;
}

function numberOf(value: string): number | null {
  return /^[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,2})?$/.test(value) ? Number(value) : null;
}

/** Where the file does not say it, units of time are better when lower. */
function directionOf(proportion: string, unit: string, field: string): Direction {
  if (proportion === 'HIB') return 'higher';
  if (proportion === 'LIB') return 'lower';
  if (proportion !== '') throw invalid(`${field}.Proportion`, `"${cut(proportion, 20)}" is neither HIB nor LIB`);
  return /^(seconds|milliseconds|microseconds|nanoseconds|minutes|s|ms|us|ns|sec)$/i.test(unit) ? 'lower' : 'higher';
}

/** The first match counts; tests that none names measure the processor, as most of that suite do. */
const areas: readonly (readonly [BenchmarkArea, RegExp])[] = [
  ['ai', /pytorch|tensorflow|onnx|llama|whisper|openvino|ncnn|mnn|onednn|numenta|tnn|deepspeech|rnnoise|ai-benchmark|caffe|plaidml/i],
  ['gpu', /vkpeak|clpeak|opencl|vulkan|unigine|glmark|gputest|xonotic|vkmark|cuda|octanebench|luxcore|gravitymark|shoc|hashcat|fahbench/i],
  ['disk', /\bfio\b|pts\/fio|iozone|dbench|postmark|fs-mark|aio-stress|compilebench|sqlite|tiobench|blogbench|bonnie/i],
  ['network', /iperf|netperf|network-loopback|sockperf|ethr/i],
  ['memory', /stream|ramspeed|tinymembench|mbw|cachebench|\bmemory\b|intel-mlc/i],
  ['scheduler', /hackbench|schbench|cyclictest|stress-ng.*(context|futex|semaphore)|ctx-clock|perf-bench/i],
];

function areaOf(words: string): BenchmarkArea {
  return areas.find(([, pattern]) => pattern.test(words))?.[0] ?? 'cpu';
}

function uniqueId(words: string, used: Set<string>): string {
  const slug = words
    .slice(0, 400)
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 70);
  const plain = slug === '' ? 'result' : slug;
  let id = plain;
  for (let number = 2; used.has(id); number += 1) id = `${plain}-${String(number)}`;
  used.add(id);
  return id;
}

function entriesOf(result: XmlElement): readonly XmlElement[] {
  return all(result, 'Data').flatMap((data) => all(data, 'Entry'));
}

function all(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function first(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

function text(element: XmlElement | undefined, name: string): string {
  return element === undefined ? '' : printable(first(element, name)?.text ?? '');
}

function cut(value: string, most: number): string {
  return printable(value).slice(0, most);
}
