import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { DiskHealthReader, type SmartTool } from './diskHealth.ts';
import { parseSmartReport } from './smartReport.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

const passed = JSON.stringify({ smart_status: { passed: true }, nvme_smart_health_information_log: { percentage_used: 7 } });
const named = (...names: string[]): readonly { readonly name: string }[] => names.map((name) => ({ name }));

interface FakeTool extends SmartTool {
  readonly runs: (readonly [string, ...(readonly string[])])[];
}

function fakeTool(output: (disk: string) => string | Error, given: Partial<SmartTool> = {}): FakeTool {
  const runs: [string, ...string[]][] = [];
  return {
    isRoot: true,
    program: () => '/usr/sbin/smartctl',
    run: async (program, parameters) => {
      runs.push([program, ...parameters]);
      const text = output(parameters.at(-1) ?? '');
      if (text instanceof Error) throw text;
      return Promise.resolve(text);
    },
    runs,
    ...given,
  };
}

async function settle(): Promise<void> {
  for (let round = 0; round < 10; round += 1) await turn();
}

describe('DiskHealthReader', () => {
  it('asks a minute after the start and then hourly, one disk after the other, and only real disks', async () => {
    const tool = fakeTool(() => passed);
    const reader = new DiskHealthReader(new KernelFiles(machine.root), tool);
    const disks = named('sda', 'nvme0n1', 'dm-0', 'md127', 'loop3', 'zram0', 'vda', 'sda;reboot', '../sdb', '-x');
    for (let second = 0; second < 59; second += 1) reader.advance(second === 0 ? null : 1000, disks);
    expect([tool.runs, reader.absent()]).toEqual([[], [{ what: 'disks.health', why: 'not asked yet: first a minute after the start' }]]);
    for (let second = 0; second < 3500; second += 1) {
      reader.advance(1000, disks);
      if (second < 5) await settle();
    }
    expect(tool.runs).toEqual([
      ['/usr/sbin/smartctl', '--json', '-n', 'standby', '-H', '-A', '/dev/sda'],
      ['/usr/sbin/smartctl', '--json', '-n', 'standby', '-H', '-A', '/dev/nvme0n1'],
    ]);
    expect([reader.of('nvme0n1'), reader.of('vda'), reader.absent()]).toEqual([{ verdict: 'passed', wearPercent: 7 }, undefined, []]);
    for (let second = 0; second < 200; second += 1) reader.advance(1000, disks);
    await settle();
    expect(tool.runs).toHaveLength(4);
    reader.advance(1000, named('sda'));
    expect(reader.of('nvme0n1')).toBeUndefined();
  });

  it('does not even open a disk that sleeps, keeps the verdict that it gave before, and says what is missing', async () => {
    const device = '/sys/devices/pci0000:00/ata1/0:0:0:0';
    machine
      .write(`${device}/block/sda/size`, '1')
      .write(`${device}/power/runtime_status`, 'suspended\n')
      .link(`${device}/block/sda/device`, '../..')
      .link('sys/block/sda', '../devices/pci0000:00/ata1/0:0:0:0/block/sda');
    const standby = JSON.stringify({ smartctl: { messages: [{ string: 'Device is in STANDBY mode, exit(2)', severity: 'information' }] } });
    let answer: string | Error = passed;
    const tool = fakeTool(() => answer);
    const files = new KernelFiles(machine.root);
    const reader = new DiskHealthReader(files, tool);
    const hour = async (): Promise<void> => {
      reader.advance(3_600_000, named('sda'));
      await settle();
    };
    await hour();
    expect([tool.runs, reader.absent()]).toEqual([[], [{ what: 'disks.health/sda', why: 'the disk is asleep, and asking would wake it' }]]);
    machine.write(`${device}/power/runtime_status`, 'active\n');
    await hour();
    expect([reader.of('sda')?.verdict, reader.absent()]).toEqual(['passed', []]);
    answer = standby;
    await hour();
    expect(reader.of('sda')?.verdict).toBe('passed');
    answer = '{}';
    await hour();
    expect([reader.of('sda'), reader.absent()[0]?.why]).toEqual([undefined, 'the disk tells no verdict about itself']);
    answer = new Error('timed out');
    await hour();
    expect(reader.absent()[0]?.why).toBe('smartctl failed: timed out');
    expect([tool.runs.length, files.openCount]).toEqual([4, 0]);
  });

  it('says that it takes root, or smartctl, and then asks nothing', async () => {
    const cases: [SmartTool | undefined, RegExp][] = [
      [fakeTool(() => passed, { isRoot: false }), /only root/],
      [fakeTool(() => passed, { program: () => undefined }), /smartctl.*not installed/],
      [undefined, /recorded machine/],
    ];
    for (const [tool, reason] of cases) {
      const reader = new DiskHealthReader(new KernelFiles(machine.root), tool);
      reader.advance(120_000, named('sda'));
      await settle();
      expect(reader.absent()[0]?.why).toMatch(reason);
      expect(tool === undefined ? [] : (tool as FakeTool).runs).toEqual([]);
      reader.advance(1000, named('vda'));
      expect(reader.absent()).toEqual([]);
    }
  });

  it('makes no second round while the first one hangs', () => {
    let runs = 0;
    const tool: SmartTool = {
      isRoot: true,
      program: () => '/usr/sbin/smartctl',
      run: async () => {
        runs += 1;
        return new Promise(() => undefined);
      },
    };
    const reader = new DiskHealthReader(new KernelFiles(machine.root), tool);
    for (let hour = 0; hour < 5; hour += 1) reader.advance(3_600_000, named('sda', 'sdb'));
    expect(runs).toBe(1);
    reader.close();
  });
});

describe('parseSmartReport', () => {
  const wear = (report: object): number | null | undefined => {
    const parsed = parseSmartReport(JSON.stringify(report));
    return parsed.kind === 'health' ? parsed.health.wearPercent : undefined;
  };

  it('reads the verdict, and wear as NVMe, SCSI and ATA tell it', () => {
    expect(parseSmartReport('{"smart_status":{"passed":false}}')).toEqual({
      kind: 'health',
      health: { verdict: 'failing', wearPercent: null },
    });
    expect(wear({ nvme_smart_health_information_log: { percentage_used: 134 } })).toBe(134);
    expect(wear({ scsi_percentage_used_endurance_indicator: 3 })).toBe(3);
    expect(wear({ endurance_used: { current_percent: 9 } })).toBe(9);
    const table = [{ id: 9, name: 'Power_On_Hours', value: 50 }, null, { id: 231, name: 'SSD_Life_Left', value: 88 }];
    expect(wear({ smart_status: { passed: true }, ata_smart_attributes: { table } })).toBe(12);
    const odd = [
      { name: 'SSD_Life_Left', value: 0 },
      { name: 'SSD_Life_Left', value: '5' },
    ];
    expect(wear({ smart_status: { passed: true }, ata_smart_attributes: { table: odd } })).toBeNull();
  });

  it.each([
    { smartctl: { exit_status: 2, messages: [{ string: 'Device is in SLEEP mode, exit(2)' }] } },
    { smartctl: { messages: [{ string: '/dev/sda: Device is in STANDBY (OS) mode, exit(2)' }] } },
    { smartctl: { exit_status: 2 }, power_mode: { ata_value: 0, name: 'STANDBY' } },
  ])('knows a disk that sleeps: %j', (report) => {
    expect(parseSmartReport(JSON.stringify(report))).toEqual({ kind: 'asleep' });
  });

  it('does not take a disk that cannot be opened for one that sleeps', () => {
    const report = { smartctl: { exit_status: 2, messages: [{ string: 'Smartctl open device: /dev/sda failed: Permission denied' }] } };
    expect(parseSmartReport(JSON.stringify(report))).toEqual({
      kind: 'unreadable',
      why: 'smartctl: Smartctl open device: /dev/sda failed: Permission denied',
    });
  });

  it('makes no more of hostile or broken output than an unreadable report', () => {
    const report = parseSmartReport(JSON.stringify({ smartctl: { messages: [{ string: `\u001b[2J${'x'.repeat(900)}` }] } }));
    expect(report.kind === 'unreadable' && report.why.length < 200 && !report.why.includes('\u001b')).toBe(true);
    expect(parseSmartReport('no json').kind).toBe('unreadable');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const parsed = parseSmartReport(text);
          expect(['health', 'asleep', 'unreadable']).toContain(parsed.kind);
        },
      ),
    );
  });
});
