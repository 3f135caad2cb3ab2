/** One real test on this machine, through compose: what a user gets, without the waiting. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { compose } from '../../compose.ts';
import { benchmarkContract } from '../../contracts/benchmark.ts';
import { createClient } from '../../contracts/kit/client.ts';
import { serveAll } from '../../contracts/kit/serve.ts';
import { createMemoryPair } from '../../transports/memory.ts';

const log = { error: () => '', info: () => undefined };

it('measures an integer kernel of this machine, keeps it, and writes nowhere else', { timeout: 60_000 }, async () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'hecate-real-run-'));
  const state = path.join(parent, 'state');
  const folders = { config: path.join(parent, 'config'), state, runtime: path.join(parent, 'run'), journal: path.join(parent, 'journal') };
  const composition = compose({ folders, log, sysroot: null });
  const [ours, theirs] = createMemoryPair();
  serveAll(composition.services, theirs, { scope: 'write', log, runJob: composition.runJob });
  const client = createClient(benchmarkContract, ours);
  try {
    const { tests } = await client.tests({});
    expect(new Set(tests.map(({ id }) => id)).size).toBe(tests.length);
    for (const test of tests) expect(new Set(test.metrics.map(({ id }) => id)).size, test.id).toBe(test.metrics.length);
    const quick = tests.filter(({ groups }) => groups.includes('quick'));
    expect(quick.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThan(70);
    const values: number[] = [];
    const input = { group: null, tests: ['cpu.integer.single'], maxSeconds: 5, force: true, wait: false };
    const run = await client.run(input, {
      onProgress: ({ value }) => {
        if (value !== null) values.push(value);
      },
    });
    const [result] = run.tests;
    expect(result, result?.why ?? '').toMatchObject({ testId: 'cpu.integer.single', state: 'measured' });
    const samples = result?.metrics[0]?.samples ?? [];
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.every((sample) => sample > 0)).toBe(true);
    expect(values.every((value) => samples.includes(value))).toBe(true);
    expect(run.environment?.kernel.status).toBe('ok');
    expect((await client.show({ id: null })).run).toEqual(run);
    expect((await client.report({ id: run.id, format: 'markdown' })).text).toContain(result?.title ?? '');
    expect(readdirSync(parent).filter((name) => !['state', 'journal'].includes(name))).toEqual([]);
    expect(readdirSync(path.join(state, 'benchmarks')).sort()).toEqual([`${run.id}.digest`, `${run.id}.json`]);
  } finally {
    ours.dispose();
    await composition.dispose();
    rmSync(parent, { recursive: true, force: true });
  }
});
