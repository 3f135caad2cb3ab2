import { describe, expect, it } from 'vitest';
import { plan as planSchema } from '../../contracts/plan.ts';
import type { ProfileInfo } from '../../contracts/profiles.ts';
import { type PlanPreview, planInput, planPreview } from '../../contracts/tuning.ts';
import { createFakeHost } from '../../host/fake/fakeHost.ts';
import { disk, type MachineFacts, machine } from '../profiles/testSupport/inventory.ts';
import { previewPlan } from './preview.ts';

const desktopFiles: Readonly<Record<string, string>> = {
  '/proc/sys/vm/swappiness': '60\n',
  '/proc/sys/vm/dirty_bytes': '0\n',
  '/proc/sys/vm/dirty_background_bytes': '0\n',
  '/proc/sys/vm/max_map_count': '65530\n',
  '/proc/sys/vm/vfs_cache_pressure': '100\n',
  '/sys/kernel/mm/transparent_hugepage/enabled': '[always] madvise never\n',
  '/sys/block/nvme0n1/queue/scheduler': '[none] mq-deadline kyber bfq\n',
  '/sys/block/nvme0n1/queue/read_ahead_kb': '128\n',
  '/sys/block/nvme0n1/queue/nr_requests': '1023\n',
};

function builtIn(base: ProfileInfo['base'], changes: Partial<ProfileInfo> = {}): ProfileInfo {
  return { id: base, title: base, description: '', builtIn: true, base, knobs: {}, acceptedDangers: [], ...changes };
}

interface Scene {
  readonly files?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly facts?: MachineFacts;
  readonly profile?: ProfileInfo;
  readonly input?: Parameters<typeof planInput.parse>[0];
  readonly overrideAdministrator?: boolean;
}

function preview(scene: Scene = {}): PlanPreview {
  const host = createFakeHost({ files: scene.files ?? desktopFiles, links: scene.links ?? {} });
  return previewPlan({
    host,
    inventory: machine({
      usableGiB: 62.5,
      swap: 'partition',
      storage: [disk({ name: 'nvme0n1', kind: 'nvme', schedulers: ['none', 'mq-deadline', 'kyber', 'bfq'] })],
      ...scene.facts,
    }),
    profile: scene.profile ?? builtIn('ai-workstation'),
    input: planInput.parse(scene.input ?? {}),
    overrideAdministrator: scene.overrideAdministrator ?? false,
    planId: 'tune-test',
  });
}

function knob(shown: PlanPreview, id: string): PlanPreview['knobs'][number] {
  const found = shown.knobs.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no knob ${id}`);
  return found;
}

function summary(shown: PlanPreview): readonly string[] {
  return (shown.plan?.steps ?? []).map((step) => `${step.id} ${step.operation.kind} ${step.title}`);
}

describe('a Plan for a desktop with an NVMe disk', () => {
  it('proposes tier A only, each with a drop-in of its own', () => {
    expect(summary(preview())).toEqual([
      's1 sysctl.set Swappiness: 60 → 10',
      's2 file.install Keep it over a reboot: Swappiness',
      's3 sysctl.set Background write-back starts at: 0 → 268435456',
      's4 file.install Keep it over a reboot: Background write-back starts at',
      's5 sysctl.set Programs wait for write-back at: 0 → 1073741824',
      's6 file.install Keep it over a reboot: Programs wait for write-back at',
      's7 sysctl.set Memory maps per process: 65530 → 1048576',
      's8 file.install Keep it over a reboot: Memory maps per process',
      's9 sysfs.set Transparent huge pages: always → madvise',
      's10 file.install Keep it over a reboot: Transparent huge pages',
    ]);
  });

  it('is a valid Plan and a valid preview', () => {
    const shown = preview({ input: { includeTierB: true } });
    expect(planPreview.safeParse(shown).error).toBeUndefined();
    expect(planSchema.safeParse(shown.plan).error).toBeUndefined();
  });

  it('writes what must survive a reboot into one file for each knob', () => {
    const files = (preview().plan?.steps ?? []).flatMap((step) => (step.operation.kind === 'file.install' ? [step.operation] : []));
    expect(files.map((file) => file.path)).toEqual([
      '/etc/sysctl.d/60-hecate-vm-swappiness.conf',
      '/etc/sysctl.d/60-hecate-vm-dirty_background_bytes.conf',
      '/etc/sysctl.d/60-hecate-vm-dirty_bytes.conf',
      '/etc/sysctl.d/60-hecate-vm-max_map_count.conf',
      '/etc/tmpfiles.d/60-hecate-thp-enabled.conf',
    ]);
    expect(files[0]?.content).toMatch(/\nvm\.swappiness = 10\n$/);
    expect(files.at(-1)?.content).toMatch(/\nw \/sys\/kernel\/mm\/transparent_hugepage\/enabled - - - - madvise\n$/);
  });

  it('leaves the files out when nothing is to be kept', () => {
    expect(summary(preview({ input: { persist: false } })).some((line) => line.includes('file.install'))).toBe(false);
  });

  it('offers tier B and takes it only when asked', () => {
    expect(knob(preview(), 'block.read_ahead.nvme')).toMatchObject({ decision: 'offered', proposed: '4096', now: { value: '128' } });
    const asked = preview({ input: { includeTierB: true } });
    expect(summary(asked)).toContain('s13 sysfs.set Read-ahead of NVMe disks of nvme0n1: 128 → 4096');
  });

  it('has nothing to do when everything is there already', () => {
    const files = {
      ...desktopFiles,
      '/proc/sys/vm/swappiness': '10\n',
      '/proc/sys/vm/dirty_bytes': '1073741824\n',
      '/proc/sys/vm/dirty_background_bytes': '268435456\n',
      '/proc/sys/vm/max_map_count': '2147483642\n',
      '/sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
    };
    const shown = preview({ files });
    expect(shown.plan).toBeNull();
    expect(knob(shown, 'vm.max_map_count').decision).toBe('alreadyThere');
  });
});

describe('values of the caller', () => {
  it('names the knob, the value and what is allowed when a value is impossible', () => {
    expect(() => preview({ input: { values: { 'vm.swappiness': '500' } } })).toThrow(
      expect.objectContaining({
        code: 'tuning.outOfRange',
        details: { knobId: 'vm.swappiness', value: '500', allowed: 'a whole number from 0 to 200' },
      }),
    );
  });

  it('refuses a knob that does not exist', () => {
    expect(() => preview({ input: { only: ['vm.swapiness'] } })).toThrow(
      expect.objectContaining({ code: 'tuning.unknownKnob', details: { knobId: 'vm.swapiness' } }),
    );
  });

  it('takes a dangerous knob only with its own consent', () => {
    const files = { ...desktopFiles, '/proc/sys/vm/overcommit_memory': '0\n' };
    const without = preview({ files, input: { only: ['vm.overcommit_memory'] } });
    expect(knob(without, 'vm.overcommit_memory')).toMatchObject({ decision: 'needsConsent', proposed: '1' });
    expect(without.plan).toBeNull();
    const accepted = preview({ files, input: { only: ['vm.overcommit_memory'], acceptDangers: ['vm.overcommit_memory'] } });
    expect(summary(accepted)[0]).toBe('s1 sysctl.set Promise more memory than there is: 0 → 1');
  });
});

describe('the administrator', () => {
  const files = { ...desktopFiles, '/etc/sysctl.d/99-mine.conf': '# quiet disks\nvm.swappiness=35\n' };

  it('wins over the profile, and the reason names file and line', () => {
    const shown = knob(preview({ files }), 'vm.swappiness');
    expect(shown).toMatchObject({ decision: 'leftAlone', owner: { kind: 'administrator', name: '/etc/sysctl.d/99-mine.conf' } });
    expect(shown.why).toContain('/etc/sysctl.d/99-mine.conf, line 2');
  });

  it('can be overridden, without a drop-in that would lose at the next boot', () => {
    const shown = preview({ files, overrideAdministrator: true, input: { only: ['vm.swappiness'] } });
    expect(summary(shown)).toEqual(['s1 sysctl.set Swappiness: 60 → 10']);
    expect(knob(shown, 'vm.swappiness').why).toContain('at the next boot /etc/sysctl.d/99-mine.conf decides again');
  });
});

describe('the kernel command line', () => {
  const started = (commandLine: string, files: Readonly<Record<string, string>> = desktopFiles): PlanPreview =>
    preview({ files, facts: { commandLine } });

  it('wins over the profile, and is named', () => {
    const shown = knob(started('ro transparent-hugepage=always'), 'thp.enabled');
    expect(shown).toMatchObject({ decision: 'leftAlone', owner: { kind: 'kernelCommandLine', name: 'transparent-hugepage=always' } });
    expect(shown.why).toContain('the kernel was started with transparent-hugepage=always');
  });

  it('of this product is the product’s own, and the user’s is not', () => {
    const grub = {
      ...desktopFiles,
      '/usr/sbin/update-grub': '',
      '/etc/default/grub': '',
      '/boot/grub/grub.cfg': '',
      '/etc/default/grub.d/60-hecate.cfg': 'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT mitigations=off"\n',
    };
    const ours = preview({
      files: grub,
      facts: { commandLine: 'ro mitigations=off' },
      input: { values: { 'boot.mitigations': 'auto' }, acceptDangers: ['boot.mitigations'], only: [] },
    });
    expect(ours.plan?.steps[0]?.operation).toEqual({ kind: 'kernelCommandLine.set', parameters: ['mitigations=auto'] });
    const theirs = preview({
      files: { ...grub, '/etc/default/grub.d/60-hecate.cfg': '' },
      facts: { commandLine: 'ro mitigations=auto,nosmt' },
      profile: builtIn('ai-flagship', { acceptedDangers: ['boot.mitigations'] }),
    });
    expect(knob(theirs, 'boot.mitigations')).toMatchObject({
      decision: 'leftAlone',
      now: { value: 'auto,nosmt' },
      owner: { kind: 'kernelCommandLine' },
    });
  });
});

describe('a container', () => {
  it('changes nothing of the kernel that it shares', () => {
    const shown = preview({ facts: { virtualization: 'podman', chassis: 'container' } });
    expect(shown.plan).toBeNull();
    expect(knob(shown, 'vm.max_map_count')).toMatchObject({ decision: 'leftAlone', owner: { kind: 'host', name: 'podman' } });
  });
});

describe('a profile of the user', () => {
  it('sets, leaves alone and cannot ask for what this machine does not have', () => {
    const mine = builtIn('ai-workstation', {
      id: 'mine',
      title: 'Mine',
      knobs: { 'vm.swappiness': null, 'vm.vfs_cache_pressure': '70', 'block.scheduler.nvme': 'bfq', 'vm.dirty_bytes': '900000000000' },
    });
    const shown = preview({ profile: mine });
    expect(knob(shown, 'vm.swappiness')).toMatchObject({ decision: 'leftAlone', why: 'the profile Mine leaves it alone' });
    expect(knob(shown, 'vm.vfs_cache_pressure')).toMatchObject({ decision: 'propose', proposed: '70' });
    expect(knob(shown, 'block.scheduler.nvme')).toMatchObject({ decision: 'propose', proposed: 'bfq' });
    expect(knob(shown, 'vm.dirty_bytes').why).toContain('asks for 900000000000, but this machine takes');
  });
});
