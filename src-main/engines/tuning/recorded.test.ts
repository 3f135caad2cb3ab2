import { describe, expect, it } from 'vitest';
import { checkPlan } from '../../../helpers/executor/check.ts';
import { createSystemMachine } from '../../../helpers/executor/systemMachine.ts';
import { plan as planSchema } from '../../contracts/plan.ts';
import { builtInProfileIds, profileReason } from '../../contracts/profiles.ts';
import { planInput, planPreview } from '../../contracts/tuning.ts';
import { fixtureMachines, fixtureMissingMessage } from '../../host/fake/fixtures.ts';
import { createNodeHost, createRecordedHost } from '../../host/node/nodeHost.ts';
import type { Host } from '../../host/port.ts';
import { createHardwareEngine } from '../hardware/engine.ts';
import { factsOf } from '../profiles/model/facts.ts';
import { detectProfile } from '../profiles/model/rules.ts';
import { knobCatalog } from './model/knobs/index.ts';
import { previewPlan } from './preview.ts';
import { builtIn, idsWith } from './testSupport/scene.ts';

const log = { error: () => '', info: () => undefined };

async function lookAt(host: Host, tierB: boolean) {
  const inventory = await createHardwareEngine({ host, log }).port.inventory();
  const detection = detectProfile(factsOf(inventory));
  const input = planInput.parse({ includeTierB: tierB });
  const options = { host, inventory, input, overrideAdministrator: false, planId: 'tune-test' };
  return { detection, shown: previewPlan({ ...options, profile: builtIn(detection.profileId) }) };
}

const machines = fixtureMachines('topology');
if (machines.length === 0) it.skip(fixtureMissingMessage('topology'));

describe.each(machines)('recorded machine $name', ({ folder }) => {
  it('has a profile with its reasons, and a valid Plan or none', async () => {
    const { detection, shown } = await lookAt(createRecordedHost(`${folder}/fs`), true);
    expect(builtInProfileIds).toContain(detection.profileId);
    expect(detection.reasons[0]?.effect).toBe('chose');
    expect(profileReason.array().safeParse(detection.reasons).error).toBeUndefined();
    expect(planPreview.safeParse(shown).error).toBeUndefined();
    if (shown.plan !== null) expect(planSchema.safeParse(shown.plan).error).toBeUndefined();
    expect(shown.knobs.filter((knob) => knob.why === '')).toEqual([]);
  });
});

describe('this machine', () => {
  it.each(builtInProfileIds)('would be allowed by the executor everything that %s can ask for', async (id) => {
    const host = createNodeHost();
    const inventory = await createHardwareEngine({ host, log }).port.inventory();
    const acceptDangers = knobCatalog.filter((knob) => knob.tier === 'C').map((knob) => knob.id);
    const input = planInput.parse({ includeTierB: true, overrideOwners: true, acceptDangers });
    const shown = previewPlan({ host, inventory, profile: builtIn(id), input, overrideAdministrator: true, planId: 'tune-test' });
    if (shown.plan === null) return;
    expect(checkPlan(shown.plan, createSystemMachine(), { ownContents: () => [] }).refusals).toEqual([]);
  });

  it('gets a valid Plan without a program being started or anything being written', async () => {
    const host = createNodeHost();
    const refusing: Host = {
      ...host,
      commands: {
        run: (program) => {
          throw new Error(`${program} was started`);
        },
      },
    };
    const inventory = await createHardwareEngine({ host, log }).port.inventory();
    const profile = builtIn(detectProfile(factsOf(inventory)).profileId);
    const shown = previewPlan({
      host: refusing,
      inventory,
      profile,
      input: planInput.parse({}),
      overrideAdministrator: false,
      planId: 'tune-test',
    });
    expect(planPreview.safeParse(shown).error).toBeUndefined();
    expect(new Set(shown.plan?.steps.map((step) => step.knobId)).size).toBeLessThanOrEqual(10);
    expect(idsWith(shown, 'propose')).toEqual([...new Set(shown.plan?.steps.map((step) => step.knobId) ?? [])]);
  });
});
