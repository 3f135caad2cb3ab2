/** The nine built-in profiles. What they want of each knob stands with the knobs; here is what they are. */
import { type BuiltInProfileId, builtInProfileIds, type ProfileInfo } from '../../../contracts/profiles.ts';

interface BuiltInText {
  readonly title: string;
  readonly description: string;
}

const texts: Readonly<Record<BuiltInProfileId, BuiltInText>> = {
  'ai-flagship': {
    title: 'AI Flagship',
    description: 'Training and large models: much GPU memory, much system memory. Throughput before power and noise.',
  },
  'ai-workstation': {
    title: 'AI Workstation (Pro)',
    description: 'Models that fit one good card, beside ordinary work. Throughput, with the desktop kept answering.',
  },
  'content-creator': {
    title: 'Content Creator',
    description: 'Video, pictures and 3D: long files read in order, and memory in large pieces.',
  },
  'gaming': { title: 'Gaming Enthusiast', description: 'Short and even frame times: full clocks, no stalls on disk or memory.' },
  'developer': { title: 'Developer', description: 'Compilers, containers and many watched files on a machine without a large GPU.' },
  'server': { title: 'Server', description: 'Services without a screen: throughput, steady writing, many connections.' },
  'laptop': { title: 'Laptop', description: 'Battery first: nothing here raises power use, and on battery less is changed still.' },
  'virtual-machine': {
    title: 'Virtual Machine',
    description: 'A guest: what the host decides (CPU frequency, disk scheduling) is left alone; memory and limits fit the guest.',
  },
  'standard': { title: 'Standard', description: 'A careful start for any machine: only what helps everywhere.' },
};

export function titleOf(id: BuiltInProfileId): string {
  return texts[id].title;
}

export function isBuiltIn(id: string): id is BuiltInProfileId {
  return (builtInProfileIds as readonly string[]).includes(id);
}

/** Their `knobs` are empty, because what they want depends on the machine. */
export const builtInProfiles: readonly ProfileInfo[] = builtInProfileIds.map((id) => ({
  id,
  ...texts[id],
  builtIn: true,
  base: id,
  knobs: {},
  acceptedDangers: [],
}));
