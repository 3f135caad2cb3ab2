/** Transparent huge pages. */
import type { BuiltInProfileId } from '../../../../contracts/profiles.ts';
import { sysfsKnob } from '../builders.ts';
import { type Knob, leaveAlone, type MachineView, setTo, type Want } from '../knob.ts';
import { sources } from './sources.ts';

/** Profiles whose programs ask for huge pages themselves (numpy, PyTorch, databases, hypervisors). */
const thpProfiles: readonly BuiltInProfileId[] = ['ai-flagship', 'ai-workstation', 'server', 'content-creator', 'virtual-machine'];

function wantEnabled(_machine: MachineView, profile: BuiltInProfileId): Want {
  return thpProfiles.includes(profile)
    ? setTo('madvise', 'programs that gain from huge pages ask for them; the others keep their memory small')
    : leaveAlone('no measurement speaks for another value than the distribution’s here');
}

const thpEnabled: Knob = sysfsKnob({
  id: 'thp.enabled',
  path: '/sys/kernel/mm/transparent_hugepage/enabled',
  title: 'Transparent huge pages',
  meaning:
    'Whether the kernel backs programs with 2 MiB pages: for all, for those that ask, or never. Fewer page misses against more memory.',
  group: 'memory',
  tier: 'A',
  unit: null,
  rule: { kind: 'word', words: ['always', 'madvise', 'never'], hint: 'always, madvise or never' },
  evidence: [sources.kernelThp, sources.zenDnn],
  commandLineParameters: ['transparent_hugepage'],
  want: wantEnabled,
});

const thpDefrag: Knob = sysfsKnob({
  id: 'thp.defrag',
  path: '/sys/kernel/mm/transparent_hugepage/defrag',
  title: 'Making room for huge pages',
  meaning: 'Whether a program waits while the kernel frees a huge page for it. Waiting shows up as short stalls.',
  group: 'memory',
  tier: 'B',
  unit: null,
  rule: {
    kind: 'word',
    words: ['always', 'defer', 'defer+madvise', 'madvise', 'never'],
    hint: 'always, defer, defer+madvise, madvise or never',
  },
  evidence: [sources.kernelThp, sources.cachySettings],
  want: (_machine, profile) =>
    thpProfiles.includes(profile)
      ? setTo('defer+madvise', 'programs that asked wait for their page, all others get it made in the background')
      : leaveAlone('the kernel’s default already keeps other programs from waiting'),
});

export const hugePageKnobs: readonly Knob[] = [thpEnabled, thpDefrag];
