import { describe, expect, it } from 'vitest';
import { createFakeHost } from '../../../host/fake/fakeHost.ts';
import { readFileSettings } from './fileSettings.ts';
import { findRivals } from './rivals.ts';
import { readSysctlFiles, type SysctlSetting } from './sysctlFiles.ts';

type Tree = Readonly<Record<string, string>>;

function settingsFor(key: string, files: Tree, links: Tree = {}): readonly SysctlSetting[] {
  return readSysctlFiles(createFakeHost({ files, links }).files)(key);
}

describe('sysctl.d precedence', () => {
  it('sorts by file name over all folders, and the last one wins', () => {
    const found = settingsFor('vm.swappiness', {
      '/usr/lib/sysctl.d/90-vendor.conf': 'vm.swappiness=1',
      '/etc/sysctl.d/10-mine.conf': 'vm.swappiness=2',
      '/run/sysctl.d/50-run.conf': 'vm.swappiness=3',
      '/etc/sysctl.conf': 'vm.swappiness=4',
    });
    expect(found.map((one) => [one.value, one.owner])).toEqual([
      ['2', 'administrator'],
      ['3', 'administrator'],
      ['1', 'distribution'],
      ['4', 'administrator'],
    ]);
  });

  it('a file in /etc hides the one of the same name elsewhere', () => {
    const found = settingsFor('vm.swappiness', {
      '/etc/sysctl.d/50-default.conf': 'vm.swappiness=7',
      '/usr/lib/sysctl.d/50-default.conf': 'vm.swappiness=60',
    });
    expect(found).toEqual([{ file: '/etc/sysctl.d/50-default.conf', line: 1, value: '7', owner: 'administrator' }]);
  });

  it('a link to /dev/null hides it altogether', () => {
    const files = { '/usr/lib/sysctl.d/50-default.conf': 'vm.swappiness=60', '/dev/null': '' };
    expect(settingsFor('vm.swappiness', files, { '/etc/sysctl.d/50-default.conf': '/dev/null' })).toEqual([]);
  });

  it('reads /etc/sysctl.conf once where sysctl.d links to it, as on Debian', () => {
    const files = { '/etc/sysctl.conf': '#\nvm.swappiness=5\n' };
    expect(settingsFor('vm.swappiness', files, { '/etc/sysctl.d/99-sysctl.conf': '../sysctl.conf' })).toEqual([
      { file: '/etc/sysctl.d/99-sysctl.conf', line: 2, value: '5', owner: 'administrator' },
    ]);
  });

  it('knows the product’s own files', () => {
    expect(settingsFor('vm.swappiness', { '/etc/sysctl.d/60-hecate-vm-swappiness.conf': 'vm.swappiness = 10' })[0]?.owner).toBe('product');
  });

  it('leaves an excluded key out of globs, but not its own line', () => {
    const text = 'net.ipv4.conf.*.rp_filter=2\n-net.ipv4.conf.eth0.rp_filter\n';
    expect(settingsFor('net.ipv4.conf.eth0.rp_filter', { '/etc/sysctl.d/1.conf': text })).toEqual([]);
    expect(settingsFor('net.ipv4.conf.eth1.rp_filter', { '/etc/sysctl.d/1.conf': text })).toHaveLength(1);
  });
});

describe('what the administrator wrote about files below /sys', () => {
  const setting = readFileSettings(
    createFakeHost({
      files: {
        '/etc/tmpfiles.d/thp.conf': '# mine\nw /sys/kernel/mm/transparent_hugepage/enabled - - - - never\n',
        '/etc/tmpfiles.d/60-hecate-cpu-governor.conf': 'w /sys/devices/system/cpu/cpufreq/policy*/scaling_governor - - - - performance\n',
        '/etc/sysfs.conf': 'block/sdb/queue/nr_requests = 128\n',
        '/etc/udev/rules.d/60-io.rules': 'KERNEL=="sd[a-z]", ATTR{queue/rotational}=="1", ATTR{queue/scheduler}="mq-deadline"\n',
        '/sys/block/sda/queue/rotational': '1\n',
        '/sys/block/sdb/queue/rotational': '0\n',
      },
    }).files,
  );

  it('is found with file and line', () => {
    expect(setting('/sys/kernel/mm/transparent_hugepage/enabled')).toEqual({ file: '/etc/tmpfiles.d/thp.conf', line: 2, value: 'never' });
    expect(setting('/sys/block/sdb/queue/nr_requests')?.file).toBe('/etc/sysfs.conf');
  });

  it('counts a udev rule only for the disks that it matches', () => {
    expect(setting('/sys/block/sda/queue/scheduler')?.value).toBe('mq-deadline');
    expect(setting('/sys/block/sdb/queue/scheduler')).toBeUndefined();
    expect(setting('/sys/block/nvme0n1/queue/scheduler')).toBeUndefined();
  });

  it('is not the product’s own file', () => {
    expect(setting('/sys/devices/system/cpu/cpufreq/policy0/scaling_governor')).toBeUndefined();
  });
});

describe('rivals', () => {
  const unit = '[Unit]\n';
  function rivalsOf(files: Tree, links: Tree = {}): readonly string[] {
    return findRivals(createFakeHost({ files, links }).files, ['cpu.governor', 'vm.swappiness']).map(
      (rival) => `${rival.id} ${rival.state}`,
    );
  }

  it('are told apart by running, enabled and only installed', () => {
    expect(
      rivalsOf(
        {
          '/proc/77/comm': 'power-profiles-\n',
          '/usr/lib/systemd/system/power-profiles-daemon.service': unit,
          '/lib/systemd/system/tlp.service': unit,
          '/usr/lib/systemd/system/auto-cpufreq.service': unit,
        },
        { '/etc/systemd/system/multi-user.target.wants/tlp.service': '/lib/systemd/system/tlp.service' },
      ),
    ).toEqual(['tlp enabled', 'power-profiles-daemon running', 'auto-cpufreq installed']);
  });

  it('that are masked are none, even with a link left over', () => {
    const files = {
      '/lib/systemd/system/tlp.service': unit,
      '/dev/null': '',
      '/etc/systemd/system/multi-user.target.wants/tlp.service': unit,
    };
    expect(rivalsOf(files, { '/etc/systemd/system/tlp.service': '/dev/null' })).toEqual([]);
  });

  it('without a unit are known by their files', () => {
    expect(rivalsOf({ '/etc/default/cpufrequtils': 'GOVERNOR=ondemand\n', '/usr/bin/gamemoded': '' })).toEqual([
      'cpufrequtils enabled',
      'gamemode installed',
    ]);
  });

  it('that are only installed own nothing, and thermald and LACT never do', () => {
    const found = findRivals(createFakeHost({ files: { '/proc/5/comm': 'thermald\n', '/proc/6/comm': 'lact\n' } }).files, []);
    expect(found.map((rival) => [rival.id, rival.knobIds])).toEqual([
      ['thermald', []],
      ['lact', []],
    ]);
  });

  it('tuned with a profile that cannot be read is taken to own the usual', () => {
    const files = { '/proc/9/comm': 'tuned\n', '/etc/tuned/active_profile': 'lost\n' };
    const [tuned] = findRivals(createFakeHost({ files }).files, ['cpu.governor']);
    expect(tuned?.knobIds).toContain('cpu.governor');
    expect(tuned?.knobIds).toContain('vm.swappiness');
  });

  it('tuned with profiles that include each other comes to an end', () => {
    const files = {
      '/proc/9/comm': 'tuned\n',
      '/etc/tuned/active_profile': 'a b ../../etc/passwd\n',
      '/etc/tuned/a/tuned.conf': '[main]\ninclude=b\n[cpu]\ngovernor=performance\n',
      '/etc/tuned/b/tuned.conf': '[main]\ninclude=a\n',
    };
    const [tuned] = findRivals(createFakeHost({ files }).files, ['cpu.governor']);
    expect(tuned).toMatchObject({ knobIds: ['cpu.governor'], detail: expect.stringContaining('its profile is a b;') as string });
  });
});
