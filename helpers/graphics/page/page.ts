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

async function measure(choice: AdapterChoice, kernel: KernelName, seconds: number): Promise<KernelFigures> {
  const found = await findAdapter(choice);
  if (found === null) throw new Error(`WebGPU has no ${choice} adapter here`);
  const { device, failed } = await openDevice(found);
  const { timestamps, software } = found.description;
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
  return describeAdapters();
}

Object.assign(globalThis, { hecateGraphics: { describe, measure } });
