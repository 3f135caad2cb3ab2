/** The resident monitor has no room for zod: nothing that it may import from here may pull it in. */
import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

async function bundledFiles(name: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [path.join(import.meta.dirname, `${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
}

describe('bundles of single transports', () => {
  it.each(['unixSocket', 'stdio', 'memory', 'webSocket', 'electronIpc', 'peerCredentials'])('%s contains no zod', async (name) => {
    const files = await bundledFiles(name);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => /node_modules\/zod|contracts\/errors/.test(file))).toEqual([]);
  });

  it('only webSocket contains ws', async () => {
    expect((await bundledFiles('unixSocket')).filter((file) => file.includes('node_modules/ws/'))).toEqual([]);
    expect((await bundledFiles('webSocket')).some((file) => file.includes('node_modules/ws/'))).toBe(true);
  });
});
