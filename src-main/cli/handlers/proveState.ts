/** `hecate proof`: what was tried, as text and as files. */
import { proofContract } from '../../contracts/proof.ts';
import { clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatCandidates, formatProof, formatProofs } from '../format/proof.ts';
import { safe } from '../format/reading.ts';
import { mayGoOn } from './ask.ts';
import { checkOutput, putText } from './outputFile.ts';

export const list: Handler = async (context) => {
  const client = await clientOf(context, proofContract);
  const limit = context.values.number('limit');
  const found = await client.list(limit === undefined ? {} : { limit }, { signal: context.signal });
  print(context, found, ({ proofs, stale }) => formatProofs(context.page, proofs, stale));
  return exitCodes.ok;
};

export const show: Handler = async (context) => {
  const client = await clientOf(context, proofContract);
  const found = await client.show({ id: context.values.argument('id') ?? null }, { signal: context.signal });
  print(context, found, (report) => formatProof(context.page, report));
  return exitCodes.ok;
};

export const report: Handler = async (context) => {
  const { values, signal } = context;
  const output = checkOutput(context);
  const client = await clientOf(context, proofContract);
  const format = (values.text('format') ?? 'text') as 'text' | 'json' | 'markdown' | 'html';
  putText(context, output, await client.report({ id: values.argument('id') ?? null, format }, { signal }));
  return exitCodes.ok;
};

export const remove: Handler = async (context) => {
  const id = context.values.argument('id') ?? '';
  const client = await clientOf(context, proofContract);
  const { title } = await client.show({ id });
  if (!(await mayGoOn(context, `Remove the proof ${safe(title)}? Settings that it kept stay in force.`))) {
    return context.signal.aborted ? exitCodes.interrupted : exitCodes.refused;
  }
  print(context, await client.remove({ id }), ({ removed }) => [`${safe(removed)} is removed.`]);
  return exitCodes.ok;
};

export const candidates: Handler = async (context) => {
  const client = await clientOf(context, proofContract);
  print(context, await client.candidates({}, { signal: context.signal }), ({ knobs }) => formatCandidates(context.page, knobs));
  return exitCodes.ok;
};
