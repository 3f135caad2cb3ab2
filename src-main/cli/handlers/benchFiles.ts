/** Runs as files, and files as runs. */
import { basename } from 'node:path';
import { benchmarkContract, type ReportFormat } from '../../contracts/benchmark.ts';
import { clientOf, type Handler, note, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatImported } from '../format/bench.ts';
import { safe } from '../format/reading.ts';
import { readInputFile } from './inputFile.ts';
import { checkOutput, putText } from './outputFile.ts';

const longestImport = 4_194_304;

export const report: Handler = async (context) => {
  const { values, signal } = context;
  const output = checkOutput(context);
  const client = await clientOf(context, benchmarkContract);
  const format = (values.text('format') ?? 'text') as ReportFormat;
  const request = { id: values.argument('id') ?? null, compareWith: values.text('compare-with') ?? null, format };
  putText(context, output, await client.report(request, { signal }));
  return exitCodes.ok;
};

export const share: Handler = async (context) => {
  const output = checkOutput(context);
  const client = await clientOf(context, benchmarkContract);
  const file = await client.share({ id: context.values.argument('id') ?? null }, { signal: context.signal });
  putText(context, output, file);
  const removed = file.removed.map(({ what, count }) => `${safe(what)} (${String(count)})`);
  note(context, removed.length === 0 ? 'Nothing had to be taken out.' : `Taken out: ${removed.join(', ')}.`);
  note(context, output === null ? 'This is the whole file. Nothing was sent.' : 'Read it before you send it; nothing was sent.');
  return exitCodes.ok;
};

export const importFile: Handler = async (context) => {
  const file = context.values.argument('file') ?? '';
  const text = await readInputFile(context, { file, what: 'a share file or composite.xml', maxBytes: longestImport });
  const client = await clientOf(context, benchmarkContract);
  const imported = await client.import({ text, fileName: file === '-' ? 'standard input' : basename(file).slice(0, 255) });
  print(context, imported, (run) => formatImported(run));
  return exitCodes.ok;
};
