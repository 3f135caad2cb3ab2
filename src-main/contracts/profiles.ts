/** Profiles: one vocabulary, chosen by rules that explain themselves. */
import { z } from 'zod';
import { call, defineContract } from './kit/define.ts';

export const builtInProfileIds = [
  'ai-flagship',
  'ai-workstation',
  'content-creator',
  'gaming',
  'developer',
  'server',
  'laptop',
  'virtual-machine',
  'standard',
] as const;
export const builtInProfileId = z.enum(builtInProfileIds);
export type BuiltInProfileId = z.infer<typeof builtInProfileId>;

export const profileId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,47}$/, 'lower-case letters, digits and dashes, 48 at most');

export const profileFileVersion = 2;

/**
 * A profile on disk and in an export. `base` supplies every knob that `knobs`
 * does not name; a value of null means "leave this knob alone".
 * Version 1 had `values` instead of `knobs` and no `base`; it is migrated.
 */
export const profileFile = z.strictObject({
  schema: z.literal('hecate-profile'),
  version: z.literal(profileFileVersion),
  id: profileId,
  title: z.string().min(1).max(80),
  description: z.string().max(1000).default(''),
  base: builtInProfileId,
  knobs: z.record(z.string().max(64), z.string().min(1).max(256).nullable()),
  acceptedDangers: z.array(z.string().max(64)).default([]).describe('Tier C knobs the user explicitly accepted, by id'),
});
export type ProfileFile = z.infer<typeof profileFile>;

export const profileInfo = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  builtIn: z.boolean(),
  base: builtInProfileId,
  knobs: z.record(z.string(), z.string().nullable()).describe('Only what a user’s profile changes against its base'),
  acceptedDangers: z.array(z.string()),
});
export type ProfileInfo = z.infer<typeof profileInfo>;

export const profileReason = z.object({
  text: z.string().describe('For example: 2 GPUs, 96 GB VRAM in total → AI Flagship'),
  effect: z.enum(['chose', 'ruledOut', 'note']),
  profileId: builtInProfileId.nullable(),
});
export type ProfileReason = z.infer<typeof profileReason>;

export const profileChoice = z.object({
  profileId: z.string().describe('In force: the override when there is one'),
  title: z.string(),
  detectedId: builtInProfileId,
  overridden: z.boolean(),
  reasons: z.array(profileReason),
});
export type ProfileChoice = z.infer<typeof profileChoice>;

const byId = z.object({ id: z.string().max(48) });

export const profilesContract = defineContract({
  name: 'profiles',
  title: 'Profiles',
  description: 'Which kind of machine this is, why, and the user’s own variants.',
  members: {
    choice: call({
      title: 'Profile in force',
      description: 'The detected profile with its reasons, and the user’s override when there is one.',
      scope: 'read',
      input: z.object({}),
      output: profileChoice,
    }),
    list: call({
      title: 'List profiles',
      description: 'Built-in profiles and the user’s own; `problems` names files that could not be read.',
      scope: 'read',
      input: z.object({}),
      output: z.object({
        profiles: z.array(profileInfo),
        problems: z.array(z.object({ file: z.string(), line: z.number().nullable(), problem: z.string() })),
      }),
    }),
    select: call({
      title: 'Choose a profile',
      description: 'Overrides detection; null goes back to detection. Changes nothing on the machine.',
      scope: 'write',
      input: z.object({ id: z.string().max(48).nullable() }),
      output: profileChoice,
    }),
    clone: call({
      title: 'Clone a profile',
      description: 'Makes an editable copy.',
      scope: 'write',
      input: z.object({ id: z.string().max(48), newId: profileId, title: z.string().min(1).max(80) }),
      output: profileInfo,
    }),
    save: call({
      title: 'Save a profile',
      description: 'Creates or replaces one of the user’s own profiles.',
      scope: 'write',
      input: z.object({ profile: z.unknown().describe('A profile file') }),
      output: profileInfo,
    }),
    remove: call({
      title: 'Remove a profile',
      description: 'Removes one of the user’s own profiles; built-in ones stay.',
      scope: 'write',
      input: byId,
      output: z.object({ removed: z.string() }),
    }),
    export: call({
      title: 'Export a profile',
      description: 'The profile as the text of a file.',
      scope: 'read',
      input: byId,
      output: z.object({ fileName: z.string(), text: z.string() }),
    }),
    import: call({
      title: 'Import a profile',
      description: 'Reads the text of a profile file, migrates old versions, and names the line when it is wrong.',
      scope: 'write',
      input: z.object({ text: z.string().max(262_144), replace: z.boolean().default(false) }),
      output: profileInfo,
    }),
  },
});
