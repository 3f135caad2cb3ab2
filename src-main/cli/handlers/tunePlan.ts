/** `hecate tune plan`. */
import { tuningContract } from '../../contracts/tuning.ts';
import { clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatPreview } from '../format/plan.ts';
import { planInputOf } from './planInput.ts';

export const plan: Handler = async (context) => {
  const input = planInputOf(context.values);
  const tuning = await clientOf(context, tuningContract);
  const preview = await tuning.plan(input, { signal: context.signal });
  print(context, preview, () => formatPreview(context.page, preview, input.only ?? null));
  return exitCodes.ok;
};
