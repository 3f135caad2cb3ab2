/** The real program on this machine: that figures come, and that they are in the order in which they must be. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../../../host/node/nodeHost.ts';
import { onNodes } from './placement.ts';
import { runKernel } from './runKernel.ts';
import { kernelContext } from './testSupport/kernelContext.ts';

const host = createNodeHost();
const main = path.resolve(import.meta.dirname, '../../../../../helpers/kernels/main.ts');
const context = kernelContext(host, {}, { command: process.execPath, args: [main] });
const numactl = await host.commands.run('numactl', ['--cpunodebind=0', '--membind=0', 'true']);

describe('hecate-kernels on this machine', { timeout: 60_000 }, () => {
  it('finds memory slower than the first cache', async () => {
    const bytes = [16_384, 67_108_864];
    const { points } = await runKernel(context, { kernel: 'chase', bytes, seconds: 0.05, prefix: [] }, context.signal);
    const [cache, memory] = (points ?? []).map(([, nanoseconds]) => nanoseconds);
    expect(points?.map(([size]) => size)).toEqual(bytes);
    expect(cache).toBeGreaterThan(0);
    expect(memory).toBeGreaterThan(2 * (cache ?? 0));
  });

  it.skipIf(numactl.exitCode !== 0)('runs behind numactl (skipped where that is not installed or not allowed)', async () => {
    const call = { kernel: 'stream', bytes: [2 ** 24], threads: 1, seconds: 0.05, prefix: onNodes(0, 0) };
    const { values } = await runKernel(context, call, context.signal);
    expect(values['triad']).toBeGreaterThan(0);
  });

  it('ends at once when it is cancelled', async () => {
    const cancel = new AbortController();
    const running = runKernel(context, { kernel: 'burn', threads: 2, bytes: [4096], seconds: 60, prefix: [] }, cancel.signal);
    setTimeout(() => {
      cancel.abort();
    }, 500);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });
});
