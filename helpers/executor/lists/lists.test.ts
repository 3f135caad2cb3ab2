import { describe, expect, it } from 'vitest';
import { fakeWorkstation } from '../testSupport/fakeMachine.ts';
import { kernelParameterProblem } from './kernelParameters.ts';
import { managedContentProblem, managedPathProblem } from './managedFiles.ts';
import { sysctlPath, sysctlRule } from './sysctls.ts';
import { sysfsGlobRule, sysfsRule } from './sysfs.ts';
import { deviceProblem, normalise, shapeProblem } from './values.ts';

describe('values', () => {
  it.each([
    ['integer', ' 0x10\n', '16'],
    ['integers', '4096\t87380\t6291456\n', '4096 87380 6291456'],
    ['offered', 'none [mq-deadline] kyber \n', 'mq-deadline'],
    ['offered', 'none\n', 'none'],
    ['cpuList', '0,1,2,8\n', '0-2,8'],
    ['words', 'auto\n', 'auto'],
  ] as const)('%s %j is %j', (shape, raw, expected) => {
    expect(normalise(shape, raw)).toBe(expected);
  });

  it('takes ranges and choices from the device', () => {
    const machine = fakeWorkstation();
    const frequency = '/sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq';
    const rule = sysfsRule(frequency);
    if (rule === undefined) throw new Error('no rule');
    expect(deviceProblem(rule, frequency, '3000000', machine)).toBeNull();
    expect(deviceProblem(rule, frequency, '5000000', machine)).toBe('this device takes 800000 to 4000000');
    const governor = '/sys/devices/system/cpu/cpufreq/policy0/scaling_governor';
    const governors = sysfsRule(governor);
    if (governors === undefined) throw new Error('no rule');
    expect(deviceProblem(governors, governor, 'schedutil', machine)).toBe('this device offers performance, powersave');
    const affinity = '/proc/irq/24/smp_affinity_list';
    const list = sysfsRule(affinity);
    if (list === undefined) throw new Error('no rule');
    expect(deviceProblem(list, affinity, '0-4', machine)).toMatch(/CPU 4 is not online/);
  });

  it('leaves memory for everybody else', () => {
    const machine = fakeWorkstation();
    const problem = (rule: ReturnType<typeof sysfsRule>, target: string, value: string): string | null => {
      if (rule === undefined) throw new Error('no rule');
      return deviceProblem(rule, target, value, machine);
    };
    const kept = sysctlPath('vm.min_free_kbytes');
    expect(problem(sysctlRule('vm.min_free_kbytes')?.value, kept, '800000')).toBeNull();
    expect(problem(sysctlRule('vm.min_free_kbytes')?.value, kept, '800001')).toBe('at most 800000, which is 5 % of the memory');
    const pages = '/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages';
    expect(problem(sysfsRule(pages), pages, '7')).toBeNull();
    expect(problem(sysfsRule(pages), pages, '8')).toMatch(/^at most 7,/);
    const defaultSize = sysctlPath('vm.nr_hugepages');
    expect(problem(sysctlRule('vm.nr_hugepages')?.value, defaultSize, '1')).toMatch(/cannot be read/);
    machine.files.set('/proc/meminfo', 'MemTotal:       16000000 kB\nHugepagesize:       2048 kB\n');
    expect(problem(sysctlRule('vm.nr_hugepages')?.value, defaultSize, '3906')).toBeNull();
    expect(problem(sysctlRule('vm.nr_hugepages')?.value, defaultSize, '3907')).not.toBeNull();
    expect(problem(sysctlRule('vm.overcommit_ratio')?.value, '', '1')).not.toBeNull();
  });

  it('refuses what only looks like a number', () => {
    const rule = { shape: 'integer', min: 0, max: 200 } as const;
    for (const value of ['1e2', '0x10', ' 10', '10\n', '', '201', '-1', '9'.repeat(20)]) expect(shapeProblem(rule, value)).not.toBeNull();
  });
});

describe('hostile text', () => {
  const zram = '/etc/systemd/zram-generator.conf.d/60-hecate-a.conf';

  it('is refused in time that grows no faster than its length', () => {
    const started = performance.now();
    expect(managedContentProblem(zram, `[zram0]\nzram-size = ${'1'.repeat(60_000)}x\n`)).toMatch(/not allowed/);
    expect(managedContentProblem(zram, '[zram0]\nzram-size = min(ram / 2, 4096)\n')).toBeNull();
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('cannot name more CPUs than a kernel has', () => {
    const shape = { shape: 'cpuList' } as const;
    for (const value of ['0-3,8', '0', '0-8191']) expect(shapeProblem(shape, value)).toBeNull();
    const twoMillion = Array.from({ length: 32 }, () => '0-65535').join(',');
    for (const value of [twoMillion, '0-8192', '3-1', '', ',', '1,', '0-4095,0-4095,1']) expect(shapeProblem(shape, value)).not.toBeNull();
  });

  it('cannot climb out of a folder of devices', () => {
    for (const name of ['.', '..']) expect(sysfsGlobRule(`/sys/bus/usb/devices/${name}/power/control`)).toBeUndefined();
    for (const name of ['*', '1-1', '1-1.4', 'usb1']) expect(sysfsGlobRule(`/sys/bus/usb/devices/${name}/power/control`)).toBeDefined();
  });
});

describe('the closed lists', () => {
  it.each(['kernel.core_pattern', 'kernel.modprobe', 'kernel.sysrq', 'vm.swappiness.x', '__proto__', 'kernel.unprivileged_bpf_disabled'])(
    'has no sysctl %s',
    (key) => {
      expect(sysctlRule(key)).toBeUndefined();
    },
  );

  it('maps both spellings of a key to one path', () => {
    expect(sysctlPath('net/core/rmem_max')).toBe('/proc/sys/net/core/rmem_max');
    expect(sysctlPath('vm.page-cluster')).toBe('/proc/sys/vm/page-cluster');
  });

  it.each([
    '/sys/block/../kernel/x',
    '/sys/block/sda/queue/scheduler/',
    '/sys/block/*/queue/scheduler',
    '/sys/power/state',
    '/proc/sysrq-trigger',
    '/proc/irq/24/../../sysrq-trigger',
    '/sys/block/sda/queue/scheduler\n',
    '/sys/bus/pci/devices/0000:00:00.0/remove',
    '/sys/module/nvidia/parameters/x',
  ])('has no file %s to be written now', (path) => {
    expect(sysfsRule(path)).toBeUndefined();
  });

  it('lets only a drop-in line use a star', () => {
    expect(sysfsGlobRule('/sys/devices/system/cpu/cpufreq/policy*/scaling_governor')).toBeDefined();
    expect(sysfsGlobRule('/sys/block/nvme*n*/queue/scheduler')).toBeDefined();
    expect(sysfsGlobRule('/sys/*/nvme0n1/queue/scheduler')).toBeUndefined();
  });

  it.each([
    ['iommu=pt', true],
    ['hugepagesz=1G', true],
    ['nohz_full=1-3,5', true],
    ['threadirqs', true],
    ['init=/bin/sh', false],
    ['root=/dev/sdb', false],
    ['mitigations', false],
    ['iommu=pt,x', false],
    ['threadirqs=1', false],
    ['__proto__=1', false],
    ['module_blacklist=x', false],
  ])('kernel parameter %s: %s', (parameter, allowed) => {
    expect(kernelParameterProblem(parameter) === null).toBe(allowed);
  });
});

describe('managed files', () => {
  it.each([
    ['/etc/sysctl.d/60-hecate-vm.swappiness.conf', true],
    ['/etc/udev/rules.d/60-hecate-disk.rules', true],
    ['/etc/sysctl.d/99-sysctl.conf', false],
    ['/etc/sysctl.d/60-hecate-a.rules', false],
    ['/etc/sysctl.d/sub/60-hecate-a.conf', false],
    ['/etc/cron.d/60-hecate-a.conf', false],
    ['/etc/default/grub.d/60-hecate-a.cfg', false],
    ['/etc/sysctl.d/60-hecate-.conf', false],
  ])('path %s: %s', (path, allowed) => {
    expect(managedPathProblem(path) === null).toBe(allowed);
  });

  it.each([
    ['/etc/sysctl.d/60-hecate-a.conf', '# Größe\nvm.swappiness = 10\n-net.core.default_qdisc=fq\n', null],
    ['/etc/sysctl.d/60-hecate-a.conf', 'kernel.core_pattern = |/bin/sh\n', 'line 1: kernel.core_pattern is not on the list of sysctl keys'],
    ['/etc/sysctl.d/60-hecate-a.conf', 'vm.swappiness = 10', 'must end with a line feed'],
    ['/etc/sysctl.d/60-hecate-a.conf', 'vm.swappiness = 900\n', 'line 1: vm.swappiness must be from 0 to 200'],
    ['/etc/tmpfiles.d/60-hecate-a.conf', 'w /sys/kernel/mm/transparent_hugepage/enabled - - - - madvise\n', null],
    [
      '/etc/tmpfiles.d/60-hecate-a.conf',
      'w /etc/passwd - - - - x\n',
      'line 1: /etc/passwd is not on the list of files below /sys and /proc/irq',
    ],
    ['/etc/tmpfiles.d/60-hecate-a.conf', 'f /sys/kernel/mm/ksm/run - - - - 1\n', 'line 1: must be "w PATH - - - - VALUE"'],
    ['/etc/tmpfiles.d/60-hecate-a.conf', 'w /sys/kernel/mm/ksm/run - - - - %b\n', 'line 1: must not use quotes, backslashes or %'],
    [
      '/etc/udev/rules.d/60-hecate-a.rules',
      'ACTION=="add|change", SUBSYSTEM=="block", KERNEL=="sd[a-z]", ATTR{queue/rotational}=="1", ATTR{queue/scheduler}="bfq"\n',
      null,
    ],
    ['/etc/udev/rules.d/60-hecate-a.rules', 'KERNEL=="sda", RUN+="/bin/sh"\n', 'line 1: RUN+= is not allowed; only ATTR{name}="value" is'],
    [
      '/etc/udev/rules.d/60-hecate-a.rules',
      'KERNEL=="sda", ATTR{queue/scheduler}="$env{X}"\n',
      'line 1: ATTR{queue/scheduler} must not use $, % or a backslash',
    ],
    [
      '/etc/udev/rules.d/60-hecate-a.rules',
      'KERNEL=="sda", ATTR{device/delete}="1"\n',
      'line 1: the attribute device/delete is not on the list',
    ],
    ['/etc/udev/rules.d/60-hecate-a.rules', 'ATTR{queue/scheduler}="none"\n', 'line 1: must say which devices it is for'],
    [
      '/etc/udev/rules.d/60-hecate-a.rules',
      '# x\\\nKERNEL=="sda", ATTR{queue/scheduler}="none"\n',
      'line 1: must not end with a backslash',
    ],
    ['/etc/security/limits.d/60-hecate-a.conf', '@ai soft nofile 65536\n* - memlock unlimited\n', null],
    ['/etc/security/limits.d/60-hecate-a.conf', '* hard nofile unlimited\n', 'line 1: nofile needs a number'],
    ['/etc/security/limits.d/60-hecate-a.conf', '* hard nproc 0\n', 'line 1: nproc must be from 1024 to 4194304'],
    ['/etc/systemd/system.conf.d/60-hecate-a.conf', '[Manager]\nDefaultLimitNOFILE=1024:524288\n', null],
    [
      '/etc/systemd/system.conf.d/60-hecate-a.conf',
      '[Manager]\nDefaultEnvironment=LD_PRELOAD=/x\n',
      'line 2: must be [Manager] or one of DefaultLimitNOFILE, DefaultLimitMEMLOCK, DefaultLimitNPROC, DefaultTasksMax with a number',
    ],
    [
      '/etc/systemd/zram-generator.conf.d/60-hecate-a.conf',
      '[zram0]\nzram-size = min(ram / 2, 8192)\ncompression-algorithm = zstd\n',
      null,
    ],
    ['/etc/modules-load.d/60-hecate-a.conf', 'tcp_bbr\n', null],
    [
      '/etc/modules-load.d/60-hecate-a.conf',
      'evil\n',
      'line 1: must be one of the modules tcp_bbr, sch_fq, sch_cake, bfq, kyber-iosched, zram',
    ],
    ['/etc/sysctl.d/60-hecate-a.conf', '# \u202e\n', 'line 1: must not hold control characters'],
    ['/etc/sysctl.d/60-hecate-a.conf', 'vm.swappiness = 10\r\n', 'line 1: must be printable ASCII'],
  ])('%s %j', (path, content, problem) => {
    expect(managedContentProblem(path, content)).toBe(problem);
  });
});
