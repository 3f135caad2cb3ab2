import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { missingLibrariesOf } from '../../../../../scripts/systemDependencies.ts';
import { createFakeHost, type FakeHostOptions } from '../../../../host/fake/fakeHost.ts';
import { createNodeHost } from '../../../../host/node/nodeHost.ts';
import type { ScratchPort } from '../../../../services/ports.ts';
import { graphicsProgram } from '../../../../services/programs.ts';
import { createScratch } from '../../../../services/scratch.ts';
import type { TestContext } from '../../suite/test.ts';
import { graphicsTests } from './index.ts';
import type { Adapter } from './lines.ts';
import { adapterLabel, adapterName, kernelMetrics } from './metrics.ts';

const [matmul, bandwidth] = graphicsTests;

const card: Adapter = {
  choice: 'highPerformance',
  vendor: 'nvidia',
  architecture: 'ada',
  device: '0x2684',
  description: 'NVIDIA GeForce RTX 4090',
  software: false,
  halfPrecision: true,
  timestamps: true,
  limits: {
    maxBufferSize: 2 ** 32,
    maxStorageBufferBindingSize: 2 ** 31,
    maxComputeWorkgroupStorageSize: 49_152,
    maxComputeInvocationsPerWorkgroup: 1024,
  },
};
const integrated: Adapter = {
  ...card,
  choice: 'lowPower',
  vendor: 'intel',
  description: '',
  architecture: 'gen-12lp',
  device: '0x4680',
  halfPrecision: false,
};

function fakeScratch(): ScratchPort & { readonly removed: string[] } {
  const removed: string[] = [];
  return {
    removed,
    open: () =>
      Promise.resolve({
        path: '/scratch/one',
        freeBytes: 1e12,
        fill: () => Promise.reject(new Error('not used here')),
        remove: () => {
          removed.push('/scratch/one');
          return Promise.resolve();
        },
      }),
  };
}

function context(commands: FakeHostOptions['commands'], scratch: ScratchPort = fakeScratch(), graphics = true): TestContext {
  return {
    host: createFakeHost({ commands: { setpriv: { exitCode: 1 }, ...commands } }),
    inventory: {} as never, // none of these tests looks at it
    scratch,
    programs: { kernels: null, graphics: graphics ? { command: '/app/electron', args: ['/app/graphics'] } : null, mlFolder: null },
    parameters: { folder: null, peer: null, python: null },
    signal: new AbortController().signal,
  };
}

const figures = (kernel: string, value: number): string =>
  `${JSON.stringify({ kind: 'figures', figures: { kernel, value, size: 2048, submissions: 3, dispatchesPerSubmission: 9, timing: 'timestampQuery', checked: 256 } })}\n`;
const runtime = '{"kind":"runtime","electron":"41.3.0","chrome":"146"}\n';
const adapters = (...list: Adapter[]): string => `${runtime}${JSON.stringify({ kind: 'adapters', adapters: list })}\n`;

/** Answers as helpers/graphics would; `measure` gets the adapter and the kernels that are asked for. */
function program(described: string, measure: (adapter: string, kernels: readonly string[]) => string) {
  return (args: readonly string[]): string => {
    const text = args.find((argument) => argument.startsWith('--hecate-graphics='))?.slice('--hecate-graphics='.length) ?? '';
    const request = JSON.parse(text) as { kind: string; adapter: string; kernels: string[] };
    return request.kind === 'describe' ? described : runtime + measure(request.adapter, request.kernels);
  };
}

describe('graphics tests', () => {
  it('without Electron say how to get it', async () => {
    const availability = await matmul!.availability(context({}, fakeScratch(), false));
    expect(availability).toMatchObject({ state: 'missing', howToGet: expect.stringContaining('Electron') as string });
  });

  it('measure both precisions on the first adapter and what the second can do beside it', async () => {
    const measure = (adapter: string, kernels: readonly string[]): string =>
      kernels.map((kernel) => figures(kernel, (adapter === 'lowPower' ? 10 : 1000) + (kernel === 'matmulF16' ? 1 : 0))).join('');
    const scratch = fakeScratch();
    const prepared = await matmul!.prepare(context({ '/app/electron': program(adapters(card, integrated), measure) }, scratch));
    expect(prepared.label).toBeNull();
    expect(prepared.metrics.map(({ id, headline }) => [id, headline])).toEqual([
      ['f32', true],
      ['f16', true],
      ['lowPower.f32', false],
    ]);
    expect(prepared.parameters).toMatchObject({
      'adapter': 'NVIDIA GeForce RTX 4090',
      'lowPower': 'intel gen-12lp 0x4680',
      'lowPower.vendor': 'intel',
    });
    expect((await prepared.round(new AbortController().signal)).values).toEqual({ 'f32': 1000, 'f16': 1001, 'lowPower.f32': 10 });
    await prepared.dispose();
    expect(scratch.removed).toHaveLength(1);
  });

  it('label what the processor did in place of a card', async () => {
    const software = { ...card, software: true, halfPrecision: false, description: 'SwiftShader Device' };
    const prepared = await bandwidth!.prepare(context({ '/app/electron': program(adapters(software), () => '') }));
    expect(prepared.label).toBe('software, on the processor');
    expect(prepared.parameters['adapter.software']).toBe(true);
  });

  it('fail with the program’s own words, and with a missing figure', async () => {
    const wrong = program(adapters(card), () => '{"kind":"failed","why":"matmulF32: wrong result: element 0,0"}\n');
    const prepared = await matmul!.prepare(context({ '/app/electron': wrong }));
    await expect(prepared.round(new AbortController().signal)).rejects.toMatchObject({
      code: 'proof.measureFailed',
      message: expect.stringContaining('wrong result') as string,
    });
    const silent = await matmul!.prepare(context({ '/app/electron': program(adapters(card), () => '') }));
    await expect(silent.round(new AbortController().signal)).rejects.toThrow('no figure for matmulF32');
  });

  it('without an adapter are unavailable and leave no folder behind', async () => {
    const scratch = fakeScratch();
    const none = program(adapters(), () => '');
    await expect(matmul!.prepare(context({ '/app/electron': none }, scratch))).rejects.toMatchObject({ code: 'benchmark.unavailable' });
    expect(scratch.removed).toHaveLength(1);
  });

  it('say how it ended when it ends without an answer', async () => {
    const crash = { exitCode: null, failure: 'signal' as const, stderr: 'Trace/breakpoint trap' };
    await expect(matmul!.prepare(context({ '/app/electron': crash }))).rejects.toThrow(
      'ended by a signal; last words: Trace/breakpoint trap',
    );
  });
});

describe('adapters', () => {
  it('have a name whatever the driver leaves out', () => {
    expect(adapterName({ ...card, description: '', vendor: '', architecture: '', device: '' })).toBe('an adapter without a name');
    expect(adapterName(integrated)).toBe('intel gen-12lp 0x4680');
  });

  it('never make two metrics of one name', () => {
    const ids = kernelMetrics([card, integrated], ['matmulF32', 'matmulF16', 'copy', 'triad']).map(({ metric }) => metric.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are labelled by the first', () => {
    expect(adapterLabel([])).toBeNull();
    expect(adapterLabel([integrated])).toBeNull();
  });
});

const real = graphicsProgram();
const problem =
  real === null ? 'no Electron runtime' : missingLibrariesOf(real.command).length > 0 ? 'libraries of Electron are missing' : null;
if (problem !== null) console.log(`graphics tests on this machine are not run: ${problem}`);

/** Processes that were given this folder: the program and all that Chromium starts for it. */
function processesWith(folder: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false; // it ended between the two calls
    }
  });
}

describe.skipIf(problem !== null)('the real graphics kernels', () => {
  it('are gone when they are cancelled', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hecate-graphics-'));
    const abort = new AbortController();
    try {
      const programs = { kernels: null, graphics: real, mlFolder: null };
      const scratch = createScratch({ stateFolder: folder });
      const prepared = await bandwidth!.prepare({ ...context({}, scratch), host: createNodeHost(), programs, signal: abort.signal });
      const round = expect(prepared.round(abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
      await vi.waitFor(() => {
        expect(processesWith(folder).length).toBeGreaterThan(1);
      }, 10_000);
      abort.abort();
      await round;
      await vi.waitFor(() => {
        expect(processesWith(folder)).toEqual([]);
      }, 10_000);
      await prepared.dispose();
      expect(readdirSync(path.join(folder, 'scratch'))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
