/** `hecate complete`, which the shell completions call: words, one a line. */
import type { CompletionList } from '../commandLine/spec.ts';
import { type CommandContext, clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { safe } from '../format/reading.ts';

export const complete: Handler = async (context) => {
  const words = await wordsOf(context, context.values.argument('list') as CompletionList);
  print(context, { words }, () => words.map(safe));
  return exitCodes.ok;
};

/** Somebody waits with a finger on Tab, so that only the contract of this list is loaded. */
async function wordsOf(context: CommandContext, list: CompletionList): Promise<readonly string[]> {
  switch (list) {
    case 'profile': {
      const { profilesContract } = await import('../../contracts/profiles.ts');
      return (await (await clientOf(context, profilesContract)).list({})).profiles.map((profile) => profile.id);
    }
    case 'knob': {
      const { tuningContract } = await import('../../contracts/tuning.ts');
      return (await (await clientOf(context, tuningContract)).plan({})).knobs.map((knob) => knob.id);
    }
    case 'plan': {
      const { tuningContract } = await import('../../contracts/tuning.ts');
      return (await (await clientOf(context, tuningContract)).history({ limit: 50 })).plans.map((plan) => plan.planId);
    }
    case 'series': {
      const { historyContract } = await import('../../contracts/history.ts');
      return (await (await clientOf(context, historyContract)).series({})).series.map((series) => series.id);
    }
    case 'alert': {
      const { alertsContract } = await import('../../contracts/alerts.ts');
      return (await (await clientOf(context, alertsContract)).active({})).alerts.map((alert) => alert.id);
    }
    case 'benchmark': {
      const { benchmarkContract } = await import('../../contracts/benchmark.ts');
      return (await (await clientOf(context, benchmarkContract)).tests({})).tests.map((test) => test.id);
    }
    case 'run': {
      const { benchmarkContract } = await import('../../contracts/benchmark.ts');
      return (await (await clientOf(context, benchmarkContract)).list({})).runs.map((run) => run.id);
    }
    case 'proof': {
      const { proofContract } = await import('../../contracts/proof.ts');
      return (await (await clientOf(context, proofContract)).list({})).proofs.map((proof) => proof.id);
    }
    case 'setting': {
      const { settings } = await import('../../contracts/settings.ts');
      return Object.keys(settings.shape).filter((name) => name !== 'version');
    }
  }
}
