/**
 * Memory of one GPU client from /proc/PID/fdinfo/N of a /dev/dri descriptor
 * (kernel documentation: gpu/drm-usage-stats). Several descriptors of a process
 * may name the same client: it counts once.
 */

export interface GpuClient {
  /** Device and number of the client. */
  readonly id: string;
  readonly memoryBytes: number;
}

const units: Readonly<Record<string, number>> = { '': 1, 'KiB': 1024, 'MiB': 1024 * 1024 };
const memoryLine = /^drm-(resident|memory|total)-([A-Za-z0-9_.-]{1,40}):\s*(\d{1,15})\s*(KiB|MiB)?\s*$/;
/** What is there now before what was asked for; `memory` is the older name of `resident`. */
const rankOf: Readonly<Record<string, number>> = { resident: 3, memory: 2, total: 1 };

/** undefined when it is no client of a GPU, or its driver says nothing about memory. Pure. */
export function readDrmClient(text: string): GpuClient | undefined {
  let client: string | undefined;
  let device = '';
  const regions = new Map<string, { rank: number; bytes: number }>();
  for (const line of text.split('\n')) {
    if (!line.startsWith('drm-')) continue;
    const value = line.slice(line.indexOf(':') + 1).trim();
    if (line.startsWith('drm-client-id:')) client = value;
    else if (line.startsWith('drm-pdev:')) device = value;
    else if (line.startsWith('drm-driver:') && device === '') device = value;
    const found = memoryLine.exec(line);
    if (found === null) continue;
    const [, kind = '', region = '', count, unit = ''] = found;
    // amdgpu's name for what was moved out to ordinary memory, which the GPU does not reach.
    if (region === 'cpu') continue;
    const rank = rankOf[kind] ?? 0;
    if ((regions.get(region)?.rank ?? 0) < rank) regions.set(region, { rank, bytes: Number(count) * (units[unit] ?? 1) });
  }
  if (client === undefined || regions.size === 0) return undefined;
  let memoryBytes = 0;
  for (const region of regions.values()) memoryBytes += region.bytes;
  return { id: `${device} ${client}`, memoryBytes };
}
