import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settings } from '../contracts/settings.ts';
import { createConfigSource, defaultConfig, type MonitorConfig, readConfig } from './config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const fields = Object.keys(defaultConfig) as (keyof MonitorConfig)[];

describe('settings of the monitor', () => {
  it('have the defaults of the settings contract', () => {
    expect(settings.parse({ version: 1 })).toMatchObject(defaultConfig);
  });

  it('take a value exactly when the settings contract takes it', () => {
    const value = fc.oneof(
      fc.boolean(),
      fc.integer({ min: -5, max: 70_000 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom('::1', '0.0.0.0', 'a b', '', 'x'.repeat(300)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...fields), value, (field, raw) => {
        const given = JSON.parse(JSON.stringify({ [field]: raw })) as Record<string, unknown>;
        const parsed = settings.safeParse({ version: 1, ...given });
        const expected = parsed.success ? parsed.data[field] : defaultConfig[field];
        expect(readConfig(JSON.stringify(given))[field]).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([undefined, '', '{', '[]', 'null', '42'])('are the defaults for %j', (text) => {
    expect(readConfig(text)).toEqual(defaultConfig);
  });

  it('follow the file as it appears, is replaced and goes', () => {
    const file = path.join(folder, 'settings.json');
    const source = createConfigSource(folder);
    const seen: MonitorConfig[] = [];
    source.onChange((config) => seen.push(config));
    source.poll();
    writeFileSync(`${file}.new`, '{"sampleSeconds":5}');
    renameSync(`${file}.new`, file);
    source.poll();
    source.poll();
    expect(seen).toEqual([{ ...defaultConfig, sampleSeconds: 5 }]);
    rmSync(file);
    source.poll();
    expect(source.current).toEqual(defaultConfig);
    expect(seen).toHaveLength(2);
  });
});
