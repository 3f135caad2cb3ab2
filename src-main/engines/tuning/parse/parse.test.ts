import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findParameter, parseCommandLine } from './commandLine.ts';
import { globMatches, parseSysfsConf, parseTmpfiles, parseUdevRules } from './kernelFileConf.ts';
import { keyMatches, normaliseKey, parseSysctlConf } from './sysctlConf.ts';
import { knobsOfTuned, parseTunedProfile } from './tunedConf.ts';

describe('the kernel command line', () => {
  it('is split at blanks outside of quotes, up to what is for init', () => {
    expect(parseCommandLine('ro  root="UUID=a b" quiet iommu=pt -- single mitigations=off')).toEqual([
      'ro',
      'root=UUID=a b',
      'quiet',
      'iommu=pt',
    ]);
  });

  it('gives the last of a repeated parameter, dashes and underscores alike', () => {
    const parameters = parseCommandLine('transparent_hugepage=never transparent-hugepage=madvise mitigations');
    expect(findParameter(parameters, 'transparent_hugepage')).toBe('transparent-hugepage=madvise');
    expect(findParameter(parameters, 'mitigations')).toBe('mitigations');
    expect(findParameter(parameters, 'iommu')).toBeUndefined();
  });
});

describe('sysctl.d files', () => {
  it('give keys and values with their lines', () => {
    const text = [
      '# comment',
      '; comment',
      '',
      'vm.swappiness=35',
      '-kernel/sysrq = 1',
      'net.ipv4.conf.*.rp_filter = 2',
      '-net.ipv4.conf.lo.rp_filter',
      'nonsense',
    ];
    expect(parseSysctlConf(text.join('\n'))).toEqual([
      { key: 'vm.swappiness', value: '35', line: 4 },
      { key: 'kernel.sysrq', value: '1', line: 5 },
      { key: 'net.ipv4.conf.*.rp_filter', value: '2', line: 6 },
      { key: 'net.ipv4.conf.lo.rp_filter', value: null, line: 7 },
    ]);
  });

  it('may write keys with slashes, in which dots are part of a name', () => {
    expect(normaliseKey('net/ipv4/conf/enp3s0.200/forwarding')).toBe('net.ipv4.conf.enp3s0/200.forwarding');
    expect(normaliseKey('net.ipv4.ip_forward')).toBe('net.ipv4.ip_forward');
  });

  it('may use globs, which stay inside one part of a key', () => {
    expect(keyMatches('vm.*', 'vm.swappiness')).toBe(true);
    expect(keyMatches('vm.dirty_*', 'vm.swappiness')).toBe(false);
    expect(keyMatches('net.*', 'net.ipv4.tcp_rmem')).toBe(false);
    expect(keyMatches(`${'*'.repeat(200)}x`, `${'a'.repeat(200)}y`)).toBe(false);
  });
});

describe('files that write kernel files', () => {
  it('tmpfiles.d: only w lines', () => {
    const text = 'd /run/x 0755 - - -\nw /sys/kernel/mm/transparent_hugepage/enabled - - - - never\nw! /sys/a/b - - - - 1 2\n';
    expect(parseTmpfiles(text)).toEqual([
      { pattern: '/sys/kernel/mm/transparent_hugepage/enabled', value: 'never', line: 2 },
      { pattern: '/sys/a/b', value: '1 2', line: 3 },
    ]);
  });

  it('sysfs.conf: paths below /sys, without modes and owners', () => {
    const text = 'block/sda/queue/scheduler = deadline\nmode block/sda = 0644\nowner x = root\n';
    expect(parseSysfsConf(text)).toEqual([{ pattern: '/sys/block/sda/queue/scheduler', value: 'deadline', line: 1 }]);
  });

  it('udev rules: attributes of a queue, with what they match', () => {
    const text = [
      '# none',
      'ACTION=="add", KERNEL=="sd[a-z]|vd*", ATTR{queue/rotational}=="1", ATTR{queue/scheduler}="bfq", ATTR{queue/read_ahead_kb}="2048"',
      'KERNEL=="nvme*", RUN+="/bin/true"',
    ].join('\n');
    expect(parseUdevRules(text)).toEqual([
      { kernel: ['sd[a-z]', 'vd*'], rotational: '1', attribute: 'queue/scheduler', value: 'bfq', line: 2 },
      { kernel: ['sd[a-z]', 'vd*'], rotational: '1', attribute: 'queue/read_ahead_kb', value: '2048', line: 2 },
    ]);
  });

  it.each([
    ['/sys/block/*/queue/scheduler', '/sys/block/sda/queue/scheduler', true],
    ['/sys/*/scheduler', '/sys/block/sda/queue/scheduler', false],
    ['sd[a-c]', 'sdb', true],
    ['sd[!a-c]', 'sdb', false],
    ['policy?', 'policy10', false],
    ['a[', 'a[', true],
    ['a[', 'ab', false],
  ])('glob %s against %s is %s', (pattern, text, matches) => {
    expect(globMatches(pattern, text)).toBe(matches);
  });
});

describe('profiles of tuned', () => {
  it('name what they include and what they set', () => {
    const text =
      '# x\n[main]\nsummary=a=b\ninclude=balanced, -network-latency\n[cpu]\ngovernor=performance|powersave\n[sysctl_two]\nkernel/numa_balancing=0\n';
    const profile = parseTunedProfile(text);
    expect(profile.includes).toEqual(['balanced', 'network-latency']);
    expect(knobsOfTuned(profile.options, ['kernel.numa_balancing', 'cpu.governor'])).toEqual(['cpu.governor', 'kernel.numa_balancing']);
  });
});

describe('hostile text', () => {
  it('never throws and never takes long', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 2000 }), fc.stringMatching(/^[a-z.*?[\]="{} \n-]{0,400}$/));
    fc.assert(
      fc.property(texts, (text) => {
        for (const parse of [parseCommandLine, parseSysctlConf, parseTmpfiles, parseSysfsConf, parseUdevRules])
          expect(Array.isArray(parse(text))).toBe(true);
        parseTunedProfile(text);
        globMatches(text, 'sda');
        keyMatches(text, 'vm.swappiness');
      }),
    );
  });
});
