import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pressureSample } from '../../contracts/monitor.ts';
import { ByteCursor } from '../byteCursor.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { PressureReader, parsePressure } from './pressure.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

function parse(text: string): ReturnType<typeof parsePressure> {
  const cursor = new ByteCursor();
  const bytes = Buffer.from(text);
  cursor.reset(bytes, bytes.length);
  return parsePressure(cursor);
}

/** Any bytes at all, one character each. */
const anyText = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

describe('pressure', () => {
  it('reads both lines', () => {
    expect(parse('some avg10=0.10 avg60=2.00 avg300=3.85 total=15\nfull avg10=100.00 avg60=3.00 avg300=4.95 total=25\n')).toEqual({
      some: { avg10: 0.1, avg60: 2, avg300: 3.85, totalMicroseconds: 15 },
      full: { avg10: 100, avg60: 3, avg300: 4.95, totalMicroseconds: 25 },
    });
  });

  it('leaves a missing line null: kernels before 5.13 have no full line for the CPU', () => {
    expect(parse('some avg10=0.10 avg60=2.00 avg300=3.85 total=15\n').full).toBeNull();
  });

  it('refuses a line that lacks a value instead of taking the next line for it', () => {
    expect(parse('some avg10=0.10 avg60=2.00 avg300=3.85\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n')).toMatchObject({
      some: null,
      full: { totalMicroseconds: 7 },
    });
    expect(parse('some avg10=101.00 avg60=2.00 avg300=3.85 total=1\n').some).toBeNull();
  });

  it('gives a valid sample for any text', () => {
    fc.assert(fc.property(anyText, (text) => pressureSample.safeParse(parse(`some avg10=${text}`)).success));
  });

  it('says why a machine has none', () => {
    machine.write('proc/pressure/cpu', 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n');
    const reader = new PressureReader(new KernelFiles(machine.root));
    expect(reader.sample()).toMatchObject({ memory: null, io: null });
    expect(reader.absent().map((entry) => entry.what)).toEqual(['pressure.memory', 'pressure.io']);
    reader.close();
  });
});
