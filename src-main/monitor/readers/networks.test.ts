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
    expect(reader.sample(null)).toEqual([
      { name: 'eth0', receiveBytesPerSecond: null, sendBytesPerSecond: null, errorsPerSecond: null, dropsPerSecond: null },
    ]);
    write('  eth0: 3000 1 2 4 0 0 0 0 1500 1 5 5 0 0 0 0');
    expect(reader.sample(500)).toEqual([
      { name: 'eth0', receiveBytesPerSecond: 4000, sendBytesPerSecond: 2000, errorsPerSecond: 6, dropsPerSecond: 6 },
    ]);
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
      reader.close();
    },
  );
});
