/** GPU memory of a process, by the descriptors of /dev/dri that it holds. Only of one's own processes, unless root. */
import { readDrmClient } from './drmFdinfo.ts';
import type { ProcFiles } from './procFiles.ts';

/** Descriptors looked at of one process; a GPU is opened early. */
const maxDescriptors = 1024;
const maxBytes = 8192;

export class GpuMemory {
  readonly #proc: ProcFiles;
  #hasGpu = false;

  constructor(proc: ProcFiles) {
    this.#proc = proc;
  }

  /** Looks whether there is a GPU at all; to be called once per sweep. Without one, no process is asked. */
  poll(): void {
    this.#hasGpu = this.#proc.names('/dev/dri')?.some((name) => name.startsWith('renderD') || name.startsWith('card')) ?? false;
  }

  /** 0 when the process uses no GPU; null when that cannot be known or its driver does not say. */
  of(pid: number): number | null {
    if (!this.#hasGpu) return null;
    const folder = `/proc/${String(pid)}`;
    const descriptors = this.#proc.names(`${folder}/fd`);
    if (descriptors === undefined || descriptors.length > maxDescriptors) return null;
    const clients = new Map<string, number>();
    let silent = false;
    for (const descriptor of descriptors) {
      const target = this.#proc.link(`${folder}/fd/${descriptor}`);
      if (target === undefined || !isGpu(target)) continue;
      const text = this.#proc.text(`${folder}/fdinfo/${descriptor}`, maxBytes);
      const client = text === undefined ? undefined : readDrmClient(text);
      if (client === undefined) silent = true;
      else clients.set(client.id, client.memoryBytes);
    }
    if (clients.size === 0) return silent ? null : 0;
    let bytes = 0;
    for (const clientBytes of clients.values()) bytes += clientBytes;
    return bytes;
  }
}

/** NVIDIA's own driver has devices of its own and tells nothing in fdinfo. */
function isGpu(target: string): boolean {
  return target.startsWith('/dev/dri/') || /^\/dev\/nvidia\d/.test(target);
}
