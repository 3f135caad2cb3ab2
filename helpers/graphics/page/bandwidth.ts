/** Memory of the graphics card: c = a, and c = a + 3 b, over arrays that are larger than its caches. */
import type { KernelFigures } from '../protocol.ts';
import { bind, pipelineOf, readBack, storageBuffer } from './buffers.ts';
import { timeDispatches } from './timing.ts';

export type BandwidthKernel = 'copy' | 'triad';

const threads = 256;
const bytesPerThread = 16;
const checkedAtEachPlace = 1024;
const scale = 3;
const arrays: Readonly<Record<BandwidthKernel, number>> = { copy: 2, triad: 3 };

/** Whole numbers below 2^24, which single precision holds exactly: the results must be equal, not close. */
export function firstValue(index: number): number {
  return index & 1023;
}

export function secondValue(index: number): number {
  return (index * 7) & 511;
}

export function expectedValue(kernel: BandwidthKernel, index: number): number {
  return kernel === 'copy' ? firstValue(index) : firstValue(index) + scale * secondValue(index);
}

const fillShader = `
@group(0) @binding(0) var<storage, read_write> first : array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> second : array<vec4<f32>>;
@compute @workgroup_size(${String(threads)})
fn fill(@builtin(global_invocation_id) id : vec3<u32>) {
  let index = vec4<u32>(0u, 1u, 2u, 3u) + id.x * 4u;
  first[id.x] = vec4<f32>(index & vec4<u32>(1023u));
  second[id.x] = vec4<f32>((index * 7u) & vec4<u32>(511u));
}`;

const shaders: Readonly<Record<BandwidthKernel, string>> = {
  copy: `
@group(0) @binding(0) var<storage, read> first : array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> result : array<vec4<f32>>;
@compute @workgroup_size(${String(threads)})
fn run(@builtin(global_invocation_id) id : vec3<u32>) {
  result[id.x] = first[id.x];
}`,
  triad: `
@group(0) @binding(0) var<storage, read> first : array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> second : array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> result : array<vec4<f32>>;
@compute @workgroup_size(${String(threads)})
fn run(@builtin(global_invocation_id) id : vec3<u32>) {
  result[id.x] = first[id.x] + ${String(scale)}.0 * second[id.x];
}`,
};

export async function measureBandwidth(
  device: GPUDevice,
  kernel: BandwidthKernel,
  options: { readonly bytes: number; readonly seconds: number; readonly timestamps: boolean },
): Promise<KernelFigures> {
  const { bytes } = options;
  const groups = bytes / bytesPerThread / threads;
  const first = storageBuffer(device, bytes);
  const second = storageBuffer(device, bytes);
  const result = storageBuffer(device, bytes);
  const fill = await pipelineOf(device, fillShader, 'fill');
  const fillGroup = bind(device, fill, [first, second]);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(fill);
  pass.setBindGroup(0, fillGroup);
  pass.dispatchWorkgroups(groups);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const pipeline = await pipelineOf(device, shaders[kernel], 'run');
  const group = bind(device, pipeline, kernel === 'copy' ? [first, result] : [first, second, result]);
  const { secondsPerDispatch, ...how } = await timeDispatches(
    device,
    (running) => {
      running.setPipeline(pipeline);
      running.setBindGroup(0, group);
      running.dispatchWorkgroups(groups);
    },
    options,
  );
  const checked = await checkResult(device, kernel, result, bytes);
  for (const buffer of [first, second, result]) buffer.destroy();
  return { kernel, value: (arrays[kernel] * bytes) / secondsPerDispatch / 1e9, size: bytes, checked, ...how };
}

/** Beginning, middle and end: an array that was only worked on in part shows at one of them. */
async function checkResult(device: GPUDevice, kernel: BandwidthKernel, result: GPUBuffer, bytes: number): Promise<number> {
  const partBytes = checkedAtEachPlace * 4;
  const places = [0, bytes / 2, bytes - partBytes];
  for (const offset of places) {
    const values = await readBack(device, result, offset, partBytes);
    checkValues(kernel, values, offset / 4);
  }
  return places.length * checkedAtEachPlace;
}

/** @throws Error that names the first wrong element */
export function checkValues(kernel: BandwidthKernel, values: Float32Array, firstIndex: number): void {
  for (const [index, value] of values.entries()) {
    const expected = expectedValue(kernel, firstIndex + index);
    if (value === expected) continue;
    throw new Error(`wrong result: element ${String(firstIndex + index)} is ${String(value)}, the processor computes ${String(expected)}`);
  }
}
