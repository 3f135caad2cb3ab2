/** `hecate complete`, which the shell completions call: words, one a line. */
import { alertsContract } from '../../contracts/alerts.ts';
import { historyContract } from '../../contracts/history.ts';
import { profilesContract } from '../../contracts/profiles.ts';
import { settings } from '../../contracts/settings.ts';
import { tuningContract } from '../../contracts/tuning.ts';
import type { CompletionList } from '../commandLine/spec.ts';
import { type CommandContext, clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { safe } from '../format/reading.ts';

export const complete: Handler = async (context) => {
  const words = await wordsOf(context, context.values.argument('list') as CompletionList);
  print(context, { words }, () => words.map(safe));
  return exitCodes.ok;
};

async function wordsOf(context: CommandContext, list: CompletionList): Promise<readonly string[]> {
  switch (list) {
    case 'profile':
      return (await (await clientOf(context, profilesContract)).list({})).profiles.map((profile) => profile.id);
    case 'knob':
      return (await (await clientOf(context, tuningContract)).plan({})).knobs.map((knob) => knob.id);
    case 'plan':
      return (await (await clientOf(context, tuningContract)).history({ limit: 50 })).plans.map((plan) => plan.planId);
    case 'series':
      return (await (await clientOf(context, historyContract)).series({})).series.map((series) => series.id);
    case 'alert':
      return (await (await clientOf(context, alertsContract)).active({})).alerts.map((alert) => alert.id);
    case 'setting':
      return Object.keys(settings.shape).filter((name) => name !== 'version');
  }
}
