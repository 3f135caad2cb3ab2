import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { networkSample } from '../../contracts/monitor.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { NetworkReader } from './networks.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

const fixtures = process.env['HECATE_FIXTURES'];
const procfs = fixtures === undefined ? undefined : path.join(fixtures, 'procfs');

const header =
  'Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
const write = (...lines: string[]): FakeMachine => machine.write('proc/net/dev', header + lines.map((line) => `${line}\n`).join(''));

/** Any bytes at all, one character each. */
const anyText = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

describe('NetworkReader', () => {
  it('gives bytes, errors and drops of both directions per second', () => {
    write('  eth0: 1000 1 1 2 0 0 0 0 500 1 3 4 0 0 0 0');
    const reader = new NetworkReader(new KernelFiles(machine.root));
    const unknown = { name: 'eth0', kind: 'virtual', up: null, linkMegabitsPerSecond: null };
    expect(reader.sample(null)).toEqual([
      {
        ...unknown,
        receiveBytesPerSecond: null,
        sendBytesPerSecond: null,
        receivePacketsPerSecond: null,
        sendPacketsPerSecond: null,
        errorsPerSecond: null,
        dropsPerSecond: null,
      },
    ]);
    write('  eth0: 3000 11 2 4 0 0 0 0 1500 4 5 5 0 0 0 0');
    expect(reader.sample(500)).toEqual([
      {
        ...unknown,
        receiveBytesPerSecond: 4000,
        sendBytesPerSecond: 2000,
        receivePacketsPerSecond: 20,
        sendPacketsPerSecond: 6,
        errorsPerSecond: 6,
        dropsPerSecond: 6,
      },
    ]);
    reader.close();
  });

  it('tells wired, wireless, virtual and loopback interfaces apart, and whether their link is up and how fast', () => {
    const names = ['lo', 'eth0', 'eth1', 'wlan0', 'wwan0', 'tun0', 'bond0', 'veth9', 'eth2'];
    write(...names.map((name) => `${name}: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0`));
    const put = (name: string, type: number, state: string, speed?: string): FakeMachine => {
      const folder = `sys/class/net/${name}`;
      machine.write(`${folder}/type`, `${String(type)}\n`).write(`${folder}/operstate`, `${state}\n`);
      return speed === undefined ? machine : machine.write(`${folder}/speed`, `${speed}\n`);
    };
    put('lo', 772, 'unknown').write('sys/class/net/lo/carrier', '1\n');
    put('eth0', 1, 'up', '2500').write('sys/class/net/eth0/device/vendor', '0x8086');
    put('eth1', 1, 'down', '-1').write('sys/class/net/eth1/device/vendor', '0x8086');
    put('wlan0', 1, 'dormant').write('sys/class/net/wlan0/phy80211/index', '0').write('sys/class/net/wlan0/device/vendor', '0x8086');
    put('wwan0', 65_534, 'up')
      .write('sys/class/net/wwan0/uevent', 'DEVTYPE=wwan\nINTERFACE=wwan0\n')
      .write('sys/class/net/wwan0/device/x', '');
    put('tun0', 65_534, 'unknown', '10');
    put('bond0', 1, 'up', '2000').write('sys/class/net/bond0/bonding/mode', '802.3ad 4');
    put('veth9', 1, 'up', '10000');
    put('eth2', 1, 'up', 'broken').write('sys/class/net/eth2/device/vendor', '0x8086');
    const files = new KernelFiles(machine.root);
    const reader = new NetworkReader(files);
    expect(reader.sample(null).map(({ name, kind, up, linkMegabitsPerSecond }) => [name, kind, up, linkMegabitsPerSecond])).toEqual([
      ['lo', 'loopback', true, null],
      ['eth0', 'wired', true, 2500],
      ['eth1', 'wired', false, null],
      ['wlan0', 'wireless', false, null],
      ['wwan0', 'wireless', true, null],
      ['tun0', 'virtual', null, null],
      ['bond0', 'virtual', true, 2000],
      ['veth9', 'virtual', true, null],
      ['eth2', 'wired', true, null],
    ]);
    machine.write('sys/class/net/eth0/operstate', 'down\n');
    expect(reader.sample(1000)[1]).toMatchObject({ up: false, linkMegabitsPerSecond: null });
    reader.close();
    expect(files.openCount).toBe(0);
  });

  it('opens nothing outside its folder for a name that is a path', () => {
    write('../../secret: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0', '..: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0');
    machine.write('secret/operstate', 'up\n').write('sys/operstate', 'up\n').write('sys/class/operstate', 'up\n');
    const reader = new NetworkReader(new KernelFiles(machine.root));
    expect(reader.sample(null).map(({ up }) => up)).toEqual([null, null]);
    reader.close();
  });

  it('reads counters that touch the colon, as old kernels write them', () => {
    write('eth0:1000 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0');
    const reader = new NetworkReader(new KernelFiles(machine.root));
    reader.sample(null);
    write('eth0:2000 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0');
    expect(reader.sample(1000)[0]?.receiveBytesPerSecond).toBe(1000);
    reader.close();
  });

  it('is null after a reset and for a new interface, and forgets one that went', () => {
    write('lo: 5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0', 'veth1: 900 0 0 0 0 0 0 0 900 0 0 0 0 0 0 0');
    const reader = new NetworkReader(new KernelFiles(machine.root));
    reader.sample(null);
    write('lo: 2 0 0 0 0 0 0 0 6 0 0 0 0 0 0 0', 'veth2: 77 0 0 0 0 0 0 0 77 0 0 0 0 0 0 0');
    expect(reader.sample(1000)).toMatchObject([
      { name: 'lo', receiveBytesPerSecond: null, sendBytesPerSecond: 1 },
      { name: 'veth2', receiveBytesPerSecond: null },
    ]);
    reader.close();
  });

  it('shows a hostile interface name without its control characters', () => {
    write('e\u001b[31mth: 1 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0');
    const reader = new NetworkReader(new KernelFiles(machine.root));
    expect(reader.sample(null)[0]?.name).toBe('e [31mth');
    expect(reader.sample(1000)[0]?.receiveBytesPerSecond).toBe(0);
    reader.close();
  });

  it('gives valid samples for any text', () => {
    const reader = new NetworkReader(new KernelFiles(machine.root));
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, fc.constantFrom('a:', ' 1', '\n', ':')), { maxLength: 30 }), (parts) => {
        machine.write('proc/net/dev', `\n\n${parts.join('')}`);
        for (const network of reader.sample(1000)) networkSample.parse(network);
      }),
      { numRuns: 60 },
    );
    reader.close();
  });

  it.skipIf(procfs === undefined || !existsSync(procfs))(
    'agrees with the recorded machine (skipped without shared fixtures: procfs)',
    () => {
      const text = readFileSync(path.join(procfs ?? '', 'proc/net/dev'), 'utf8');
      machine.write(
        'proc/net/dev',
        text.replaceAll(/ \d+(?= |$)/gm, (digits) => ' 0'.padStart(digits.length)),
      );
      const reader = new NetworkReader(new KernelFiles(machine.root));
      reader.sample(null);
      machine.write('proc/net/dev', text);
      const sample = new Map(reader.sample(1000).map((network) => [network.name, network]));
      expect([...sample.keys()]).toEqual(['vethf345468', 'lo', 'docker0', 'eth0']);
      expect(sample.get('eth0')).toMatchObject({ receiveBytesPerSecond: 874_354_587, sendBytesPerSecond: 563_352_563 });
      const { proc } = JSON.parse(readFileSync(path.join(procfs ?? '', 'expected.json'), 'utf8')) as {
        proc: { net_dev: Record<string, { rx_bytes: number; rx_packets: number; tx_bytes: number; tx_packets: number }> };
      };
      for (const [name, recorded] of Object.entries(proc.net_dev)) {
        expect(sample.get(name)).toMatchObject({
          receiveBytesPerSecond: recorded.rx_bytes,
          receivePacketsPerSecond: recorded.rx_packets,
          sendBytesPerSecond: recorded.tx_bytes,
          sendPacketsPerSecond: recorded.tx_packets,
        });
      }
      reader.close();
    },
  );
});
