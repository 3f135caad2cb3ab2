/** The adapters that WebGPU offers here, and devices of them. */
import type { AdapterChoice, AdapterDescription } from '../protocol.ts';

/** Names under which the processor pretends to be a graphics card. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|software|microsoft basic render/i;

export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  readonly description: AdapterDescription;
}

export function isSoftware(
  info: Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'> & { isFallbackAdapter?: boolean },
): boolean {
  return info.isFallbackAdapter === true || softwareNames.test(`${info.vendor} ${info.architecture} ${info.device} ${info.description}`);
}

/** Null where WebGPU has no adapter of this kind. `software` is whatever answers; its description tells what it is. */
export async function findAdapter(choice: AdapterChoice): Promise<FoundAdapter | null> {
  const adapter = await navigator.gpu.requestAdapter(optionsFor[choice]);
  if (adapter === null) return null;
  const { vendor, architecture, device, description } = adapter.info;
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup } = adapter.limits;
  return {
    adapter,
    description: {
      choice,
      vendor,
      architecture,
      device,
      description,
      software: isSoftware(adapter.info),
      halfPrecision: adapter.features.has('shader-f16'),
      timestamps: adapter.features.has('timestamp-query'),
      limits: { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup },
    },
  };
}

const optionsFor: Readonly<Record<AdapterChoice, GPURequestAdapterOptions>> = {
  highPerformance: { powerPreference: 'high-performance' },
  lowPower: { powerPreference: 'low-power' },
  software: { forceFallbackAdapter: true },
};

/** Every different adapter once: both power preferences, and the software one where nothing else answers. */
export async function describeAdapters(): Promise<readonly AdapterDescription[]> {
  const found: AdapterDescription[] = [];
  for (const choice of ['highPerformance', 'lowPower', 'software'] as const) {
    if (choice === 'software' && found.length > 0) continue;
    const answer = await findAdapter(choice);
    if (answer !== null && !found.some((other) => isSame(other, answer.description))) found.push(answer.description);
  }
  // A software adapter beside a real one would only be mistaken for it.
  const real = found.filter(({ software }) => !software);
  return real.length > 0 ? real : found.slice(0, 1);
}

function isSame(one: AdapterDescription, other: AdapterDescription): boolean {
  return (['vendor', 'architecture', 'device', 'description'] as const).every((name) => one[name] === other[name]);
}

/** A device with what the kernels use, and a promise that rejects when the card or its driver gives up. */
export async function openDevice({ adapter, description }: FoundAdapter): Promise<{ device: GPUDevice; failed: Promise<never> }> {
  const requiredFeatures: GPUFeatureName[] = [];
  if (description.halfPrecision) requiredFeatures.push('shader-f16');
  if (description.timestamps) requiredFeatures.push('timestamp-query');
  const device = await adapter.requestDevice({ requiredFeatures });
  const failed = new Promise<never>((_resolve, reject) => {
    device.addEventListener('uncapturederror', ({ error }) => {
      reject(new Error(`WebGPU: ${error.message}`));
    });
    device.lost.then(
      ({ reason, message }) => {
        if (reason !== 'destroyed') reject(new Error(`the graphics card was lost: ${message}`));
      },
      (error: unknown) => {
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
  return { device, failed };
}
