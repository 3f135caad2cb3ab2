/** The tuning engine: glue between the pure planner, the profile in force and the executor. */
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { printable } from '../../base/text.ts';
import { AppError } from '../../contracts/errors.ts';
import type { Implementation } from '../../contracts/kit/define.ts';
import { fieldIssues } from '../../contracts/kit/failures.ts';
import { type Plan, plan as planSchema } from '../../contracts/plan.ts';
import type { ProfileInfo } from '../../contracts/profiles.ts';
import type { PlanInput, PlanPreview, TuningStatus, tuningContract } from '../../contracts/tuning.ts';
import type { Host } from '../../host/port.ts';
import type { ExecutorPort, HardwarePort, Log, ProfilesPort, SettingsPort, TuningPort } from '../../services/ports.ts';
import { watchDrift } from './driftWatch.ts';
import { type DriftMemory, nothingChecked, rememberDrift, sameDrift, statusOf, type VerifiedStep } from './model/status.ts';
import { createTuningPort } from './port.ts';
import { previewPlan } from './preview.ts';

export interface TuningEngineOptions {
  readonly host: Host;
  readonly hardware: HardwarePort;
  readonly profiles: ProfilesPort;
  readonly executor: ExecutorPort;
  readonly settings: SettingsPort;
  readonly log: Log;
}

export interface TuningEngine extends Implementation<typeof tuningContract> {
  /** For proofs. */
  readonly port: TuningPort;
  /** Starts looking for drift as often as the settings say; nothing runs before. */
  start(): void;
  dispose(): void;
}

/** History that the status is made from; more Plans than this are not in force at the same time. */
const historyLimit = 1000;

/**
 * Implements `tuning`. Errors of the executor (`privilege.*`, `plan.*`) pass
 * through as they are; `profile.notFound`, `tuning.unknownKnob`,
 * `tuning.outOfRange` and `plan.invalid` are its own.
 */
export function createTuningEngine(options: TuningEngineOptions): TuningEngine {
  const { host, executor, profiles, settings, log } = options;
  const changed = new Emitter<TuningStatus>((error) => log.error('a listener of tuning.changed failed', error));
  let drift: DriftMemory = nothingChecked;
  let watch: Disposable | undefined;

  const status = async (): Promise<TuningStatus> => {
    const [choice, history] = await Promise.all([
      profiles.choice(),
      executor.read.history({ limit: historyLimit, before: null, proofs: false }),
    ]);
    return statusOf(choice.profileId, history.plans, drift);
  };
  const announce = async (): Promise<void> => {
    if (changed.listenerCount > 0) changed.fire(await status());
  };
  const verify = async (planId: string | null): Promise<readonly VerifiedStep[]> => {
    const { steps } = await executor.read.verify({ planId });
    const before = drift;
    drift = rememberDrift(drift, planId, steps, new Date(host.clock.nowMs()).toISOString());
    if (!sameDrift(before, drift)) await announce();
    return steps;
  };

  const preview = async (input: PlanInput): Promise<PlanPreview> => {
    const profile = await profileFor(profiles, input.profileId);
    const inventory = await options.hardware.inventory();
    const { overrideAdministrator } = settings.get();
    return previewPlan({ host, inventory, profile, input, overrideAdministrator, planId: newPlanId(host.clock.nowMs()) });
  };

  return {
    port: createTuningPort(preview, announce),
    plan: preview,
    async apply(input, context) {
      const plan = readPlan(input.plan);
      const record = await executor.apply(plan, {
        confirmWithinSeconds: input.confirmWithinSeconds,
        onProgress: context.report,
        signal: context.signal,
      });
      await announce();
      return record;
    },
    async confirm({ planId }) {
      const record = await executor.confirm(planId);
      await announce();
      return record;
    },
    verify: async ({ planId }) => ({ steps: [...(await verify(planId))] }),
    async undo(input, context) {
      const result = await executor.undo(input, { onProgress: context.report, signal: context.signal });
      await announce();
      return result;
    },
    status,
    history: (input) => executor.read.history(input),
    changed: changed.subscribe,
    start() {
      watch ??= watchDrift({ clock: host.clock, settings, log, check: () => verify(null) });
    },
    dispose() {
      watch?.dispose();
      watch = undefined;
    },
  };
}

/** A null id means the profile in force. */
async function profileFor(profiles: ProfilesPort, asked: string | null): Promise<ProfileInfo> {
  const id = asked ?? (await profiles.choice()).profileId;
  const profile = profiles.find(id);
  if (profile !== undefined) return profile;
  const known = [...profiles.ids()];
  throw new AppError('profile.notFound', `There is no profile ${printable(id)}. There are: ${known.join(', ')}.`, {
    details: { id, known },
  });
}

/** Checked here so that a wrong Plan is refused before anyone is asked for a password. */
function readPlan(input: unknown): Plan {
  const parsed = planSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = fieldIssues(parsed.error).slice(0, 32);
  const first = issues[0];
  throw new AppError(
    'plan.invalid',
    `This is not a Plan: ${first === undefined ? 'unreadable' : `${first.field || 'the whole'}: ${first.problem}`}.`,
    {
      details: { issues },
    },
  );
}

/** Sorts by time when listed by name; the random part keeps two Plans of one second apart. */
function newPlanId(nowMs: number): string {
  const time = new Date(nowMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '');
  return `tune-${time}-${crypto.randomUUID().slice(0, 8)}`;
}
