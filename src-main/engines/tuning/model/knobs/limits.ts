/** Limits that end work with an error when they are too low. */
import type { BuiltInProfileId } from '../../../../contracts/profiles.ts';
import { absent } from '../../../../contracts/value.ts';
import { sysctlKnob, usualKnobFields } from '../builders.ts';
import { type Knob, leaveAlone, setTo } from '../knob.ts';
import { plainDropIn } from '../persistence.ts';
import { sources } from './sources.ts';

/** Editors, synchronisers and container engines of these profiles watch whole trees. */
const watchingProfiles: readonly BuiltInProfileId[] = ['ai-flagship', 'ai-workstation', 'content-creator', 'gaming', 'developer', 'server'];

const fileMax: Knob = sysctlKnob({
  key: 'fs.file-max',
  title: 'Open files of the whole machine',
  meaning: 'How many files all programs together may have open.',
  group: 'limits',
  tier: 'B',
  unit: 'files',
  raiseOnly: true,
  rule: { kind: 'integer', min: 65_536, max: Number.MAX_SAFE_INTEGER, unit: 'files' },
  evidence: [sources.kernelFs],
  want: () => setTo(2_097_152, 'enough for many data loaders at once; raised only where it is lower'),
});

const nrOpen: Knob = sysctlKnob({
  key: 'fs.nr_open',
  title: 'Open files of one process',
  meaning: 'The upper end of what any limit for one process may allow.',
  group: 'limits',
  tier: 'B',
  unit: 'files',
  raiseOnly: true,
  rule: { kind: 'integer', min: 65_536, max: 2_147_483_584, unit: 'files' },
  evidence: [sources.kernelFs],
  want: () => setTo(1_048_576, 'the kernel’s own default; raised only where it is lower'),
});

const watches: Knob = sysctlKnob({
  key: 'fs.inotify.max_user_watches',
  title: 'Watched files of one user',
  meaning: 'How many files editors, build tools and synchronisers may watch. Too few and they miss changes.',
  group: 'limits',
  tier: 'A',
  unit: 'watches',
  raiseOnly: true,
  rule: { kind: 'integer', min: 8192, max: 2_147_483_647, unit: 'watches' },
  evidence: [sources.vscodeInotify, sources.kernelFs],
  want: (machine, profile) => {
    if (!watchingProfiles.includes(profile)) return leaveAlone('no large trees of files are expected here');
    if ((machine.traits.usableMemoryBytes ?? 0) < 7 * 1024 ** 3) return leaveAlone('watches cost kernel memory, which is short here');
    return setTo(524_288, 'large source trees and data sets need more than the default; memory is used only for watches in use');
  },
});

const instances: Knob = sysctlKnob({
  key: 'fs.inotify.max_user_instances',
  title: 'Watching programs of one user',
  meaning: 'How many programs of one user may watch files at the same time. Containers count too.',
  group: 'limits',
  tier: 'B',
  unit: 'instances',
  raiseOnly: true,
  rule: { kind: 'integer', min: 128, max: 1_048_576, unit: 'instances' },
  evidence: [sources.kernelFs],
  want: (_machine, profile) =>
    watchingProfiles.includes(profile)
      ? setTo(1024, 'many containers of one user reach the default of 128')
      : leaveAlone('the default is enough'),
});

/** Read by pam_limits(8) at every login; services have limits of their own. */
const nofileFolder = '/etc/security/limits.d';
/** Programs that use select(2) fail with descriptors above 1023 unless they keep to the soft limit. */
const softLimit = 65_536;

/** Both limits, so that a shell needs no `ulimit` to get more. */
function nofileLines(value: string): readonly string[] {
  return [`* soft nofile ${String(Math.min(softLimit, Number(value)))}`, `* hard nofile ${value}`];
}

const openFiles: Knob = {
  ...usualKnobFields,
  id: 'limits.nofile',
  title: 'Open files of a login',
  meaning: 'How many files a program of a logged-in person may have open. Counts from the next login.',
  group: 'limits',
  tier: 'B',
  danger: 'A few old programs that use select() misbehave with more than 1024 open files.',
  unit: 'files',
  location: plainDropIn('limits.nofile', nofileFolder, []).path,
  rule: { kind: 'integer', min: 1024, max: 1_073_741_816, unit: 'files' },
  evidence: [sources.dgxOs],
  find: (machine) => {
    if (!machine.exists(nofileFolder)) return absent('this system has no /etc/security/limits.d');
    const { path } = plainDropIn('limits.nofile', nofileFolder, []);
    const now = /^\* hard nofile (\d+)$/m.exec(machine.readRaw(path) ?? '')?.[1] ?? 'not set';
    const install = (value: string) => ({
      kind: 'file.install' as const,
      ...plainDropIn('limits.nofile', nofileFolder, nofileLines(value)),
    });
    return {
      status: 'ok',
      value: {
        targets: [{ label: '', location: path, now, operation: install }],
        allowed: { kind: 'range', min: 1024, max: 1_048_576, unit: 'files' },
      },
    };
  },
  want: (_machine, profile) =>
    ['ai-flagship', 'ai-workstation', 'server', 'developer'].includes(profile)
      ? setTo(1_048_576, 'data loaders and databases open many files at once')
      : leaveAlone('the default is enough'),
  dropIn: () => null,
};

const nmiWatchdog: Knob = sysctlKnob({
  key: 'kernel.nmi_watchdog',
  title: 'Watchdog for stuck processors',
  meaning: 'A counter interrupts every processor now and then to see whether it still lives.',
  group: 'limits',
  tier: 'C',
  danger: 'Without it a machine whose kernel hangs stays silent: no message, no automatic restart.',
  unit: null,
  rule: { kind: 'word', words: ['0', '1'], hint: '0 or 1' },
  evidence: [sources.kernelKernel],
  commandLineParameters: ['nmi_watchdog', 'nowatchdog'],
  want: (_machine, profile) =>
    profile === 'ai-flagship' ? setTo(0, 'frees one performance counter and a few interrupts') : leaveAlone('stability counts more'),
});

export const limitKnobs: readonly Knob[] = [fileMax, nrOpen, watches, instances, openFiles, nmiWatchdog];
