/** The real program in a real Electron, without a screen; on a machine without a graphics card the processor stands in. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingLibrariesOf } from '../../scripts/systemDependencies.ts';
import { graphicsProgram } from '../../src-main/services/programs.ts';

const program = graphicsProgram({ ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined });
const problem =
  program === null ? 'no Electron runtime' : missingLibrariesOf(program.command).length > 0 ? 'libraries of Electron are missing' : null;
if (problem !== null) console.log(`graphics kernels are not run: ${problem}`);

describe.skipIf(problem !== null)('the graphics kernels', () => {
  let profile: string;
  beforeAll(() => {
    profile = mkdtempSync(path.join(tmpdir(), 'hecate-graphics-'));
  });
  afterAll(() => {
    rmSync(profile, { recursive: true, force: true });
  });

  function run(request: unknown): {
    readonly lines: readonly Record<string, unknown>[];
    readonly code: number | null;
    readonly errors: string;
  } {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(DISPLAY|WAYLAND_DISPLAY|ELECTRON_RUN_AS_NODE|NODE_OPTIONS)$/.test(name)),
    );
    const args = [...program!.args, `--hecate-graphics=${JSON.stringify(request)}`, `--hecate-graphics-profile=${profile}`];
    const done = spawnSync(program!.command, args, { encoding: 'utf8', env, timeout: 60_000 });
    const lines = done.stdout.split('\n').filter((line) => line.startsWith('{'));
    return { lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), code: done.status, errors: done.stderr };
  }

  it('describe adapters and measure with one of them', { timeout: 90_000 }, () => {
    const described = run({ kind: 'describe' });
    expect(described.code, described.errors).toBe(0);
    expect(described.lines[0]).toMatchObject({ kind: 'runtime', electron: expect.stringMatching(/^\d+\./) as string });
    const adapters = described.lines[1]!['adapters'] as { choice: string; halfPrecision: boolean }[];
    expect(adapters.length).toBeGreaterThan(0);
    const { choice, halfPrecision } = adapters[0]!;

    const kernels = ['matmulF32', 'copy', 'triad', ...(halfPrecision ? ['matmulF16'] : [])];
    const measured = run({ kind: 'measure', adapter: choice, kernels, seconds: 0.05 });
    expect(measured.code, JSON.stringify(measured.lines)).toBe(0);
    const figures = measured.lines.slice(1).map((line) => line['figures'] as { kernel: string; value: number; checked: number });
    expect(figures.map(({ kernel }) => kernel)).toEqual(kernels);
    for (const { value, checked } of figures) {
      expect(value).toBeGreaterThan(0);
      expect(checked).toBeGreaterThan(0);
    }
    // Its own files are in the folder that the caller removes.
    expect(readdirSync(profile).length).toBeGreaterThan(0);
  });

  it('end with code 2 and a reason on a wrong request', () => {
    const wrong = run({ kind: 'measure', adapter: 'any' });
    expect(wrong.code).toBe(2);
    expect(wrong.errors).toContain('adapter must be one of');
  });
});
