/** `hecate tune verify`, `status` and `history`: reading only. */
import { tuningContract } from '../../contracts/tuning.ts';
import { clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatHistory, formatStatus, formatVerify } from '../format/tuning.ts';

export const verify: Handler = async (context) => {
  const tuning = await clientOf(context, tuningContract);
  const result = await tuning.verify({ planId: context.values.argument('plan') ?? null }, { signal: context.signal });
  print(context, result, ({ steps }) => formatVerify(context.page, steps));
  return result.steps.every((step) => step.verdict === 'applied') ? exitCodes.ok : exitCodes.difference;
};

export const status: Handler = async (context) => {
  const tuning = await clientOf(context, tuningContract);
  // A status is only as fresh as the last look, so this takes one.
  await tuning.verify({}, { signal: context.signal });
  const found = await tuning.status({}, { signal: context.signal });
  print(context, found, () => formatStatus(context.page, found));
  return found.drifted.length === 0 ? exitCodes.ok : exitCodes.difference;
};

export const history: Handler = async (context) => {
  const tuning = await clientOf(context, tuningContract);
  const { values, signal } = context;
  const found = await tuning.history({ limit: values.number('limit') ?? 20, proofs: values.flag('proofs') }, { signal });
  print(context, found, ({ plans }) => formatHistory(context.page, plans, values.flag('details')));
  return exitCodes.ok;
};
