/** Profiles in memory. Never part of the product. */
import { AppError } from '../../src-main/contracts/errors.ts';
import type { Implementation } from '../../src-main/contracts/kit/define.ts';
import { builtInProfileIds, type ProfileInfo, profileFile, type profilesContract } from '../../src-main/contracts/profiles.ts';

const titles: Readonly<Record<(typeof builtInProfileIds)[number], readonly [string, string]>> = {
  'ai-flagship': ['AI Flagship', 'Several large GPUs, trains and serves large models.'],
  'ai-workstation': ['AI Workstation (Pro)', 'One or two GPUs for training, tuning and inference.'],
  'content-creator': ['Content Creator', 'Rendering, video and sound with large files.'],
  'gaming': ['Gaming Enthusiast', 'Even frame times come before everything.'],
  'developer': ['Developer', 'Many files, many processes, short builds.'],
  'server': ['Server', 'Steady throughput without a person in front of it.'],
  'laptop': ['Laptop', 'Battery life and quiet fans.'],
  'virtual-machine': ['Virtual Machine', 'The host owns the processor and the disks.'],
  'standard': ['Standard', 'Small and safe: nothing that could harm anybody.'],
};

export function createFakeProfiles(throwIfAsked: () => void): Implementation<typeof profilesContract> {
  let profiles: readonly ProfileInfo[] = builtInProfileIds.map((id) => ({
    id,
    title: titles[id][0],
    description: titles[id][1],
    builtIn: true,
    base: id,
    knobs: {},
    acceptedDangers: [],
  }));
  let override: string | null = null;

  function find(id: string): ProfileInfo {
    const found = profiles.find((profile) => profile.id === id);
    if (found !== undefined) return found;
    throw new AppError('profile.notFound', `there is no profile “${id}”`, {
      details: { id, known: profiles.map((profile) => profile.id) },
    });
  }

  function choice() {
    const inForce = find(override ?? 'ai-flagship');
    return {
      profileId: inForce.id,
      title: inForce.title,
      detectedId: 'ai-flagship' as const,
      overridden: override !== null,
      reasons: [
        { text: '2 GPUs, 96 GiB of GPU memory in total → AI Flagship', effect: 'chose' as const, profileId: 'ai-flagship' as const },
        { text: '256 GiB of memory and 32 cores can feed them', effect: 'chose' as const, profileId: 'ai-flagship' as const },
        { text: 'Not a laptop: no battery, desktop chassis', effect: 'ruledOut' as const, profileId: 'laptop' as const },
        { text: 'Runs on bare metal, so processor and disks may be tuned', effect: 'note' as const, profileId: null },
      ],
    };
  }

  function store(info: ProfileInfo): ProfileInfo {
    profiles = [...profiles.filter((profile) => profile.id !== info.id), info];
    return info;
  }

  function fromFile(value: unknown): ProfileInfo {
    const parsed = profileFile.safeParse(value);
    if (!parsed.success) {
      const issues = parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message }));
      throw new AppError('profile.invalid', 'this is not a profile file', { details: { line: 1, issues } });
    }
    const { id, title, description, base, knobs, acceptedDangers } = parsed.data;
    return { id, title, description, base, knobs, acceptedDangers, builtIn: false };
  }

  return {
    choice,
    list: () => ({ profiles: [...profiles], problems: [] }),
    select: ({ id }) => {
      throwIfAsked();
      if (id !== null) find(id);
      override = id;
      return choice();
    },
    clone: ({ id, newId, title }) => {
      throwIfAsked();
      if (profiles.some((profile) => profile.id === newId)) {
        throw new AppError('profile.exists', `there is a profile “${newId}” already`, { details: { id: newId } });
      }
      return store({ ...find(id), id: newId, title, builtIn: false });
    },
    save: ({ profile }) => {
      throwIfAsked();
      return store(fromFile(profile));
    },
    remove: ({ id }) => {
      throwIfAsked();
      if (find(id).builtIn) throw new AppError('profile.readOnly', 'built-in profiles stay', { details: { id } });
      profiles = profiles.filter((profile) => profile.id !== id);
      if (override === id) override = null;
      return { removed: id };
    },
    export: ({ id }) => {
      const { title, description, base, knobs, acceptedDangers } = find(id);
      const file = { schema: 'hecate-profile', version: 2, id, title, description, base, knobs, acceptedDangers };
      return { fileName: `${id}.hecate-profile.json`, text: `${JSON.stringify(file, null, 2)}\n` };
    },
    import: ({ text, replace }) => {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        throw new AppError('profile.invalid', 'this is not JSON', { details: { line: 1, issues: [{ field: '', problem: 'not JSON' }] } });
      }
      const info = fromFile(value);
      if (!replace && profiles.some((profile) => profile.id === info.id)) {
        throw new AppError('profile.exists', `there is a profile “${info.id}” already`, { details: { id: info.id } });
      }
      return store(info);
    },
  };
}
