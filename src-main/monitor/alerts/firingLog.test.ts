import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Alert, alert as alertSchema } from '../../contracts/alerts.ts';
import { createFiringLog, type FiringLog, type FiringLogOptions } from './firingLog.ts';
import { readStoredAlert } from './storedAlert.ts';

function firing(id: string, startedAt: number, change: Partial<Alert> = {}): Alert {
  return {
    id,
    ruleId: 'hot',
    title: 'Hot',
    severity: 'warning',
    metric: 'disk.tempC',
    instance: 'sda',
    series: 'disk.tempC/sda',
    value: 80,
    peak: 80,
    text: 'sda is hot.',
    startedAt,
    endedAt: null,
    acknowledgedAt: null,
    quiet: false,
    ...change,
  };
}

let folder: string;
let file: string;
const opened: FiringLog[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-firings-'));
  file = path.join(folder, 'alerts.jsonl');
});
afterEach(() => {
  for (const log of opened.splice(0)) log.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: Partial<FiringLogOptions> = {}): FiringLog {
  const log = createFiringLog({ folder, ...options });
  opened.push(log);
  return log;
}
const ids = (log: FiringLog): readonly string[] => log.all().map(({ id }) => id);

describe('the log of firings', () => {
  it('is read back after a restart, newest first, with the last word about each', () => {
    const log = open();
    log.write([firing('a', 1), firing('b', 2)]);
    log.write([firing('a', 1, { endedAt: 9 })]);
    log.close();
    expect(open().all()).toEqual([firing('b', 2), firing('a', 1, { endedAt: 9 })]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is not there before something fired', () => {
    expect(open().all()).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });

  it('survives a cut at any byte, and what is written after it', () => {
    const whole = [firing('a', 1), firing('b', 2), firing('c', 3, { instance: 'ä'.repeat(40) })]
      .map((one) => `${JSON.stringify(one)}\n`)
      .join('');
    const bytes = Buffer.from(whole);
    for (let cut = 0; cut <= bytes.length; cut += 7) {
      writeFileSync(file, bytes.subarray(0, cut));
      const log = createFiringLog({ folder });
      const before = ids(log);
      log.write([firing('z', 9)]);
      log.close();
      expect(ids(createFiringLog({ folder }))).toEqual(['z', ...before]);
    }
  });

  it('keeps a limit, and the alerts that are on across it', () => {
    const log = open({ maxFileBytes: 4000 });
    log.write([firing('on', 0)]);
    for (let index = 1; index <= 200; index += 1) log.write([firing(`n${String(index)}`, index, { endedAt: index })]);
    const older = path.join(folder, 'alerts.1.jsonl');
    expect(statSync(file).size + statSync(older).size).toBeLessThan(10_000);
    expect(ids(log)[0]).toBe('n200');
    expect(ids(log)).toContain('on');
    expect(log.all().length).toBeGreaterThan(10);
    expect(log.problem).toBeNull();
  });

  it('is kept in memory without a folder', () => {
    const log = open({ folder: null });
    log.write([firing('a', 1)]);
    expect([ids(log), log.problem]).toEqual([['a'], null]);
  });

  it('goes on in memory when it cannot be written, says so, and writes it all when it can again', () => {
    // A folder in the place of the file: also root cannot write to it.
    mkdirSync(file);
    const log = open();
    log.write([firing('a', 1)]);
    log.write([firing('b', 2)]);
    expect(ids(log)).toEqual(['b', 'a']);
    expect(log.problem).toMatch(/^alerts that fired are not kept in .*alerts\.jsonl: EISDIR/);
    rmSync(file, { recursive: true });
    log.write([firing('c', 3)]);
    expect(log.problem).toBeNull();
    expect(ids(open())).toEqual(['c', 'b', 'a']);
  });

  it('neither reads nor writes through a link, so that an endless device harms nothing', () => {
    symlinkSync('/dev/zero', file);
    const log = open();
    log.write([firing('a', 1)]);
    expect(log.problem).toMatch(/ELOOP/);
    expect(ids(log)).toEqual(['a']);
  });

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full, and keeps firing', () => {
    const full = openSync('/dev/full', 'a');
    // What write(2) answers on a full disk, from the kernel itself.
    const log = open({ write: (_descriptor, bytes, offset) => writeSync(full, bytes, offset) });
    log.write([firing('a', 1)]);
    expect(log.problem).toMatch(/ENOSPC: no space left on device/);
    expect(ids(log)).toEqual(['a']);
    closeSync(full);
  });

  it('takes nothing from a file that is not its own', () => {
    writeFileSync(file, 'hello\n{}\nnull\n[1]\n{"id":1}\n');
    appendFileSync(
      file,
      `${JSON.stringify({ ...firing('a', 1), severity: 'bad' })}\n${JSON.stringify({ ...firing('ok', 2), extra: 1 })}\n`,
    );
    expect(open().all()).toEqual([firing('ok', 2)]);
  });
});

describe('readStoredAlert', () => {
  it('takes what the contract takes, and nothing of it that is wrong', () => {
    const value = fc.oneof(fc.constant(null), fc.double(), fc.string(), fc.boolean());
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(firing('a', 1))), value, fc.boolean(), (field, wrong, change) => {
        const stored: unknown = JSON.parse(JSON.stringify({ ...firing('a', 1), ...(change ? { [field]: wrong } : {}) }));
        expect(readStoredAlert(JSON.stringify(stored)) !== undefined).toBe(alertSchema.safeParse(stored).success);
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => readStoredAlert(line) === undefined));
  });

  it('keeps the file text free of line breaks', () => {
    const log = open();
    log.write([firing('a', 1, { instance: 'x\ny\u2028z' })]);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
    expect(log.all()[0]?.instance).toBe('x\ny\u2028z');
  });
});
