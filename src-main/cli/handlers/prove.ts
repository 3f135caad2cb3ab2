/** `hecate tune prove` and `hecate proof resume`: says what will happen, asks, measures, and ends with the story. */
import { isAppError } from '../../contracts/errors.ts';
import { type ProofInput, type ProofReport, proofContract } from '../../contracts/proof.ts';
import { type CommandContext, clientOf, type Handler, note, print } from '../context.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { formatIntention, formatProof } from '../format/proof.ts';
import { safe } from '../format/reading.ts';
import { mayGoOn } from './ask.ts';
import { proofProgress } from './benchProgress.ts';
import { proofInputOf } from './proveInput.ts';

export const prove: Handler = async (context) => {
  const input = proofInputOf(context.values);
  const client = await clientOf(context, proofContract);
  if (!(await agreed(context, input))) return saidNo(context);
  return measured(context, (options) => client.prove(input, options));
};

export const resume: Handler = async (context) => {
  const id = context.values.argument('id') ?? '';
  const client = await clientOf(context, proofContract);
  const { input } = await client.show({ id });
  if (!(await agreed(context, input))) return saidNo(context);
  return measured(context, (options) => client.resume({ id }, options));
};

function agreed(context: CommandContext, input: ProofInput): Promise<boolean> {
  for (const line of formatIntention(context.page, input)) note(context, line);
  return mayGoOn(context, 'Start?');
}

function saidNo(context: CommandContext): ExitCode {
  note(context, 'Nothing was changed.');
  return context.signal.aborted ? exitCodes.interrupted : exitCodes.refused;
}

type Options = { readonly signal: AbortSignal; readonly onProgress: ReturnType<typeof proofProgress>['report'] };

async function measured(context: CommandContext, start: (options: Options) => Promise<ProofReport>): Promise<ExitCode> {
  const progress = proofProgress(context);
  const stopping = (): void => {
    progress.end();
    note(context, 'Stopping; stock is put back first.');
  };
  context.signal.addEventListener('abort', stopping, { once: true });
  const report = await start({ signal: context.signal, onProgress: progress.report })
    .catch((error: unknown) => {
      if (isAppError(error, 'cancelled')) note(context, 'Stopped before anything was measured. hecate tune verify looks at the settings.');
      throw error;
    })
    .finally(() => {
      progress.end();
      context.signal.removeEventListener('abort', stopping);
    });
  print(context, report, (found) => formatProof(context.page, found));
  if (report.state === 'cancelled') note(context, `To go on: hecate proof resume ${safe(report.id)}`);
  return exitCodeFor(context, report);
}

function exitCodeFor(context: CommandContext, report: ProofReport): ExitCode {
  if (report.machineState === 'unknown' || report.state === 'failed') return exitCodes.failed;
  if (context.signal.aborted) return exitCodes.interrupted;
  if (report.state !== 'finished') return exitCodes.refused;
  return report.best === null ? exitCodes.difference : exitCodes.ok;
}
