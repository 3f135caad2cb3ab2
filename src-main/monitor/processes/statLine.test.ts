import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatLine } from './statLine.ts';

/** Fields 4 to 24 of a line whose values are their own field numbers, with flags and priority as real ones look. */
const rest = '4 5 6 34816 -1 4194304 10 11 12 13 14 15 16 17 -2 -19 20 0 22 23000000 24';
const line = (name: Buffer, state = 'S', fields = rest): Buffer =>
  Buffer.concat([Buffer.from('123 ('), name, Buffer.from(`) ${state} ${fields} 18446744073709551615 1 2 3\n`)]);

function read(bytes: Buffer): StatLine | undefined {
  const stat = new StatLine();
  return stat.read(bytes, bytes.length) ? stat : undefined;
}

const fixtures = process.env['HECATE_FIXTURES'];

describe('StatLine', () => {
  it('takes each field from its place', () => {
    expect(read(line(Buffer.from('cat')))).toMatchObject({
      pid: 123,
      state: 'S'.charCodeAt(0),
      parentPid: 4,
      isKernelThread: false,
      userTicks: 14,
      systemTicks: 15,
      nice: -19,
      threads: 20,
      startTicks: 22,
      virtualBytes: 23_000_000,
      residentPages: 24,
    });
  });

  it('knows a kernel thread by its flag', () => {
    expect(read(line(Buffer.from('kthreadd'), 'S', rest.replace('4194304', '2129984')))?.isKernelThread).toBe(true);
    expect(read(line(Buffer.from('kthreadd'), 'S', rest.replace('4194304', '4294967295')))?.isKernelThread).toBe(true);
  });

  it('finds the same fields whatever the name holds', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.constantFrom(') R 1', ') (', ')', '((', '\n', ') S 4 5 6 7 8', '\u001b[31m').map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(hostile, (name) => {
        const bytes = line(Buffer.from(name));
        const stat = read(bytes);
        expect(stat).toMatchObject({ pid: 123, parentPid: 4, startTicks: 22, residentPages: 24 });
        expect(Buffer.compare(bytes.subarray(stat!.nameStart, stat!.nameEnd), Buffer.from(name))).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses what is cut off, and never throws', () => {
    const whole = line(Buffer.from('cat'));
    const end = whole.indexOf(' 24 ');
    for (let length = 0; length <= end; length += 1) expect(read(whole.subarray(0, length))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(['object', 'undefined']).toContain(typeof read(Buffer.from(bytes)));
      }),
    );
  });

  it('does not look behind the length that was read', () => {
    const stat = new StatLine();
    const bytes = Buffer.concat([line(Buffer.from('cat')), Buffer.from(') R 9 9 9')]);
    expect(stat.read(bytes, line(Buffer.from('cat')).length)).toBe(true);
    expect(stat.parentPid).toBe(4);
  });

  it('reads every process of this machine', () => {
    let met = 0;
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      let bytes: Buffer;
      try {
        bytes = readFileSync(`/proc/${name}/stat`);
      } catch {
        continue; // ended meanwhile
      }
      expect(read(bytes), bytes.toString()).toMatchObject({ pid: Number(name) });
      met += 1;
    }
    expect(met).toBeGreaterThan(1);
  });

  it.skipIf(fixtures === undefined)('reads recorded processes (HECATE_FIXTURES)', () => {
    const folder = path.join(fixtures ?? '', 'procfs/proc');
    const recorded = new Map<number, { name: string; startTicks: number }>();
    for (const pid of readdirSync(folder).filter((name) => /^\d+$/.test(name) && existsSync(path.join(folder, name, 'stat')))) {
      const bytes = readFileSync(path.join(folder, pid, 'stat'));
      const stat = read(bytes);
      if (stat !== undefined)
        recorded.set(Number(pid), { name: bytes.toString('utf8', stat.nameStart, stat.nameEnd), startTicks: stat.startTicks });
    }
    expect(recorded.get(26_231)).toEqual({ name: 'vim', startTicks: 82_375 });
    expect(recorded.get(584)?.name).toBe('(a b ) ( c d) ');
  });
});
