/** What the main script calls in this page, through executeJavaScript: the page itself can reach nothing. */
import type { AdapterChoice, AdapterDescription, KernelFigures, KernelName } from '../protocol.ts';
import { describeAdapters, findAdapter, openDevice } from './adapters.ts';
import { measureBandwidth } from './bandwidth.ts';
import { measureMatmul } from './matmul.ts';

/** A graphics card gets work for milliseconds; a processor in its place would need minutes for the same. */
const sizes = {
  hardware: { edge: 2048, bytes: 128 * 1024 * 1024 },
  software: { edge: 256, bytes: 32 * 1024 * 1024 },
} as const;

const openTries = 5;
const betweenTriesMs = 400;

/**
 * Where the drawing part of a driver does not work, Chromium starts its
 * graphics process a second time without it, and until then WebGPU has no
 * adapter or loses it. Only opening is tried again: a card that is lost while
 * it works is a result.
 */
async function untilThere<T>(open: () => Promise<T | null>): Promise<T | null> {
  for (let left = openTries; ; left -= 1) {
    try {
      const opened = await open();
      if (opened !== null || left === 1) return opened;
    } catch (error) {
      if (left === 1) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
  }
}

async function measure(choice: AdapterChoice, kernel: KernelName, seconds: number): Promise<KernelFigures> {
  const opened = await untilThere(async () => {
    const found = await findAdapter(choice);
    return found === null ? null : { description: found.description, ...(await openDevice(found)) };
  });
  if (opened === null) throw new Error(`WebGPU has no ${choice} adapter here`);
  const { device, failed } = opened;
  const { timestamps, software } = opened.description;
  const { edge, bytes } = sizes[software ? 'software' : 'hardware'];
  try {
    return await Promise.race([run(device, kernel, { size: edge, bytes, seconds, timestamps }), failed]);
  } finally {
    device.destroy();
  }
}

function run(
  device: GPUDevice,
  kernel: KernelName,
  options: { readonly size: number; readonly bytes: number; readonly seconds: number; readonly timestamps: boolean },
): Promise<KernelFigures> {
  switch (kernel) {
    case 'matmulF32':
      return measureMatmul(device, 'f32', options);
    case 'matmulF16':
      return measureMatmul(device, 'f16', options);
    case 'copy':
    case 'triad':
      return measureBandwidth(device, kernel, options);
  }
}

async function describe(): Promise<readonly AdapterDescription[]> {
  // Absent where Chromium was built or started without WebGPU; the type says always.
  if (!('gpu' in navigator)) return [];
  const found = await untilThere(async () => {
    const adapters = await describeAdapters();
    return adapters.length === 0 ? null : adapters;
  });
  return found ?? [];
}

/** Errors of WebGPU lose their text on the way out of the page; plain ones keep it. */
async function inPlainErrors<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const text = error instanceof Error || error instanceof DOMException ? error.message : String(error);
    throw new Error(`${what}: ${text}`, { cause: error });
  }
}

Object.assign(globalThis, {
  hecateGraphics: {
    describe: () => inPlainErrors('looking for adapters', describe()),
    measure: (choice: AdapterChoice, kernel: KernelName, seconds: number) => inPlainErrors(kernel, measure(choice, kernel, seconds)),
  },
});
