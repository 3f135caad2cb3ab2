/** A file that somebody else made, as a run. Nothing in it is trusted: sizes, schema, and the summaries, which are worked out anew. */
import { printable } from '../../../../base/text.ts';
import {
  type BenchmarkRun,
  benchmarkRun,
  type MetricResult,
  runSchemaName,
  runSchemaVersion,
} from '../../../../contracts/benchmarkResult.ts';
import { AppError } from '../../../../contracts/errors.ts';
import { summarise } from '../../model/statistics/index.ts';
import { runOfCompositeXml } from './compositeXml.ts';
import { invalid } from './invalid.ts';

const mostCharacters = 4_194_304;
const mostIssues = 10;

/** @throws AppError benchmark.invalid, which names the field and what would be right */
export function importRun(text: string, fileName: string): BenchmarkRun {
  if (text.length > mostCharacters) throw invalid('file', `it is longer than ${String(mostCharacters)} characters`);
  const name = printable(fileName).slice(0, 100);
  const start = /^[\ufeff\s]*(\S)/.exec(text.slice(0, 1000))?.[1];
  if (start === '<') return runOfCompositeXml(text.replace(/^[\ufeff\s]+/, ''), name);
  if (start === '{') return runOfJson(text.replace(/^\ufeff/, ''), name);
  throw invalid('file', 'a share file of this product (JSON) or composite.xml of the Phoronix Test Suite would be right');
}

function runOfJson(text: string, fileName: string): BenchmarkRun {
  const value = parsed(text);
  const { schema, version } = value as Readonly<Record<string, unknown>>;
  if (schema !== runSchemaName) throw invalid('schema', `${runSchemaName} would be right, found ${shown(schema)}`);
  if (version !== runSchemaVersion) {
    const problem = `version ${String(runSchemaVersion)} is known here, found ${shown(version)}`;
    throw invalid(
      'version',
      typeof version === 'number' && version > runSchemaVersion ? `${problem}; a newer version of this product reads it` : problem,
    );
  }
  const checked = benchmarkRun.safeParse(value);
  if (!checked.success) {
    const issues = checked.error.issues
      .slice(0, mostIssues)
      .map((issue) => ({ field: fieldOf(issue.path), problem: printable(issue.message).slice(0, 300) }));
    throw new AppError('benchmark.invalid', 'this file cannot be imported', { details: { issues } });
  }
  return imported(checked.data, fileName);
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw invalid('file', `it is no JSON: ${printable(error instanceof Error ? error.message : String(error)).slice(0, 200)}`, error);
  }
  throw invalid('file', 'a JSON object would be right');
}

function imported(run: BenchmarkRun, fileName: string): BenchmarkRun {
  refuseTwice(run.tests, 'testId', 'tests');
  return {
    ...(withoutControls(run) as BenchmarkRun),
    origin: 'imported',
    originDetail: printable(`share file ${fileName}`).slice(0, 300),
    state: run.state === 'running' ? 'cancelled' : run.state,
    tests: run.tests.map((test, at) => {
      const field = `tests[${String(at)}].metrics`;
      refuseTwice(test.metrics, 'id', field);
      const clean = withoutControls(test) as typeof test;
      return {
        ...clean,
        metrics: clean.metrics.map((metric, number) => ({ ...metric, summary: summaryOf(metric, `${field}[${String(number)}].samples`) })),
      };
    }),
  };
}

function refuseTwice<K extends string>(list: readonly Readonly<Record<K, string>>[], key: K, field: string): void {
  const known = new Set<string>();
  for (const [at, one] of list.entries()) {
    if (known.has(one[key])) throw invalid(`${field}[${String(at)}].${key}`, `${one[key]} is there twice`);
    known.add(one[key]);
  }
}

function summaryOf({ samples, summary }: MetricResult, field: string): MetricResult['summary'] {
  if (samples.length === 0) return null;
  try {
    return summarise(samples, summary?.stoppedBecause ?? 'limit');
  } catch (error) {
    if (error instanceof RangeError) throw invalid(field, error.message, error);
    throw error;
  }
}

/** Only for data that the schema has bounded already. */
function withoutControls(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return typeof value[0] === 'number' ? (value as unknown) : value.map(withoutControls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [printable(name), withoutControls(inner)]));
}

/** `tests[2].metrics[0].unit` */
function fieldOf(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`)).join('');
  return printable(text.replace(/^\./, '')).slice(0, 200) || 'file';
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' || typeof value === 'number' ? `"${printable(String(value)).slice(0, 60)}"` : `a ${typeof value}`;
}
