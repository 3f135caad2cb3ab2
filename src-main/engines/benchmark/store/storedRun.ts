/** Text of a stored run to a run. The file may hold anything. Pure. */
import { printable } from '../../../base/text.ts';
import { type BenchmarkRun, benchmarkRun, runSchemaName, runSchemaVersion } from '../../../contracts/benchmarkResult.ts';
import { fieldIssues } from '../../../contracts/kit/failures.ts';

export type StoredRun = { readonly ok: true; readonly run: BenchmarkRun } | { readonly ok: false; readonly problem: string };

/** `id` is what the name of the file says. */
export function readStoredRun(text: string, id: string): StoredRun {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return bad(`it is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const { schema, version } = headOf(value);
  if (schema !== runSchemaName) return bad(`it is no benchmark run: schema must be ${runSchemaName}`);
  if (typeof version === 'number' && version > runSchemaVersion) {
    return bad(`it was written by a later version of this product (format ${String(version)}, this one knows ${String(runSchemaVersion)})`);
  }
  const parsed = benchmarkRun.safeParse(value);
  if (!parsed.success) {
    const issue = fieldIssues(parsed.error)[0];
    return bad(`${issue?.field ?? 'the whole'}: ${issue?.problem ?? 'unreadable'}`);
  }
  if (parsed.data.id !== id) return bad(`its name does not fit its id, which is ${parsed.data.id}`);
  return { ok: true, run: parsed.data };
}

function headOf(value: unknown): { readonly schema?: unknown; readonly version?: unknown } {
  return typeof value === 'object' && value !== null ? value : {};
}

function bad(problem: string): StoredRun {
  return { ok: false, problem: printable(problem).slice(0, 500) };
}
