/** Reports of one run, or of two beside each other, in every form. */
import { jsonText } from '../../../base/jsonText.ts';
import type { ReportFormat } from '../../../contracts/benchmark.ts';
import type { BenchmarkRun } from '../../../contracts/benchmarkResult.ts';
import { compareRuns } from '../model/compareRuns.ts';
import type { Standing } from '../model/score.ts';
import { comparisonDocument } from './comparisonDocument.ts';
import { comparisonCsv, runCsv } from './csvForm.ts';
import type { ReportDocument } from './document.ts';
import type { ReportFile } from './file.ts';
import { htmlOf } from './htmlForm.ts';
import { markdownOf } from './markdownForm.ts';
import { runDocument } from './runDocument.ts';
import { textOf } from './textForm.ts';

/** `base`: the run that this one is held against; null for a report of one run. JSON of one run is the stored run itself. */
export function runReport(run: BenchmarkRun, standing: Standing, base: BenchmarkRun | null, format: ReportFormat): ReportFile {
  if (base !== null) return comparisonReport(base, run, format);
  return fileOf(run.id, format, { document: () => runDocument(run, standing), csv: () => runCsv(run), json: () => run });
}

export const comparisonSchemaName = 'hecate.benchmark.comparison';

export function comparisonReport(base: BenchmarkRun, other: BenchmarkRun, format: ReportFormat): ReportFile {
  const compared = compareRuns(base, other);
  return fileOf(`${other.id}-against-${base.id}`, format, {
    document: () => comparisonDocument(base, other, compared),
    csv: () => comparisonCsv(base, other, compared),
    json: () => ({ schema: comparisonSchemaName, version: 1, ...compared, base, other }),
  });
}

interface Forms {
  readonly document: () => ReportDocument;
  readonly csv: () => string;
  readonly json: () => unknown;
}

function fileOf(name: string, format: ReportFormat, forms: Forms): ReportFile {
  switch (format) {
    case 'text':
      return { fileName: `${name}.txt`, mediaType: 'text/plain; charset=utf-8', text: textOf(forms.document()) };
    case 'json':
      return { fileName: `${name}.json`, mediaType: 'application/json', text: `${jsonText(forms.json(), 2)}\n` };
    case 'csv':
      return { fileName: `${name}.csv`, mediaType: 'text/csv; charset=utf-8', text: forms.csv() };
    case 'markdown':
      return { fileName: `${name}.md`, mediaType: 'text/markdown; charset=utf-8', text: markdownOf(forms.document()) };
    case 'html':
      return { fileName: `${name}.html`, mediaType: 'text/html; charset=utf-8', text: htmlOf(forms.document()) };
  }
}
