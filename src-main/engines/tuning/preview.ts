/** plan(): looks at the machine, decides every knob and writes the Plan down. Changes nothing. */
import { AppError } from '../../contracts/errors.ts';
import type { HardwareInventory } from '../../contracts/hardware.ts';
import type { ProfileInfo } from '../../contracts/profiles.ts';
import type { PlanInput, PlanPreview } from '../../contracts/tuning.ts';
import type { Host } from '../../host/port.ts';
import { decideKnob } from './model/decide.ts';
import { findKnob, knobCatalog } from './model/knobs/index.ts';
import { makePlan } from './model/planner.ts';
import { readFileSettings } from './probe/fileSettings.ts';
import { viewMachine } from './probe/machineView.ts';
import { findRivals } from './probe/rivals.ts';
import { readSysctlFiles } from './probe/sysctlFiles.ts';

/** All that a Plan depends on, so that the same input gives the same Plan. */
export interface PreviewOptions {
  readonly host: Host;
  readonly inventory: HardwareInventory;
  readonly profile: ProfileInfo;
  readonly input: PlanInput;
  readonly overrideAdministrator: boolean;
  readonly planId: string;
}

/** @throws AppError tuning.unknownKnob and tuning.outOfRange for what the caller named */
export function previewPlan(options: PreviewOptions): PlanPreview {
  const { host, inventory, profile, input } = options;
  refuseUnknownKnobs(input);
  const machine = viewMachine(host.files, inventory);
  const facts = {
    sysctl: readSysctlFiles(host.files),
    rivals: findRivals(
      host.files,
      knobCatalog.map((knob) => knob.id),
    ),
    fileSetting: readFileSettings(host.files),
  };
  const request = { profile, input, overrideAdministrator: options.overrideAdministrator };
  const decided = knobCatalog.map((knob) => decideKnob(knob, machine, facts, request));
  const changes = decided.flatMap((one) => (one.change === null ? [] : [one.change]));
  const plan = makePlan(changes, {
    id: options.planId,
    createdAt: new Date(host.clock.nowMs()).toISOString(),
    profileId: profile.id,
    profileTitle: profile.title,
  });
  return {
    profileId: profile.id,
    plan,
    knobs: decided.map((one) => one.state),
    rivals: [...facts.rivals],
    rebootNeeded: plan?.steps.some((step) => step.operation.kind === 'kernelCommandLine.set') ?? false,
    confirmAdvised: changes.some((change) => change.knob.confirmAdvised),
  };
}

/** A misspelt knob must not look like one that needs nothing. */
function refuseUnknownKnobs(input: PlanInput): void {
  const named = [...(input.only ?? []), ...Object.keys(input.values), ...input.acceptDangers];
  const unknown = named.find((id) => findKnob(id) === undefined);
  if (unknown === undefined) return;
  throw new AppError('tuning.unknownKnob', `There is no knob ${unknown}.`, { details: { knobId: unknown } });
}
