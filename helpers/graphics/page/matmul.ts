/** Product of two square matrices, in tiles of 64 x 64 results for each group of 256 threads. */
import type { KernelFigures } from '../protocol.ts';
import { bind, pipelineOf, readBack, storageBuffer } from './buffers.ts';
import { timeDispatches } from './timing.ts';

type Precision = 'f32' | 'f16';

const tile = 64;
const depth = 16;
const checkedElements = 256;

/**
 * Each thread makes 4 x 4 results. The 16 products of a slice are summed in the
 * precision of the matrices and the slices in single precision, because a sum
 * of thousands in half precision would be wrong.
 */
export function matmulShader(precision: Precision, size: number): string {
  return `${precision === 'f16' ? 'enable f16;' : ''}
alias number = ${precision};
const size4 = ${String(size / 4)}u;
@group(0) @binding(0) var<storage, read> left : array<vec4<number>>;
@group(0) @binding(1) var<storage, read> right : array<vec4<number>>;
@group(0) @binding(2) var<storage, read_write> product : array<vec4<f32>>;
var<workgroup> leftTile : array<array<vec4<number>, ${String(depth / 4)}>, ${String(tile)}>;
var<workgroup> rightTile : array<array<vec4<number>, ${String(tile / 4)}>, ${String(depth)}>;

@compute @workgroup_size(16, 16)
fn multiply(
  @builtin(workgroup_id) group : vec3<u32>,
  @builtin(local_invocation_id) local : vec3<u32>,
  @builtin(local_invocation_index) index : u32,
) {
  let firstRow = group.y * ${String(tile)}u;
  let firstColumn4 = group.x * ${String(tile / 4)}u;
  var sum0 : vec4<f32>;
  var sum1 : vec4<f32>;
  var sum2 : vec4<f32>;
  var sum3 : vec4<f32>;
  for (var slice = 0u; slice < ${String(size / depth)}u; slice++) {
    leftTile[index / 4u][index % 4u] = left[(firstRow + index / 4u) * size4 + slice * 4u + index % 4u];
    rightTile[index / 16u][index % 16u] = right[(slice * ${String(depth)}u + index / 16u) * size4 + firstColumn4 + index % 16u];
    workgroupBarrier();
    // Set by hand: SwiftShader keeps the value of the last round where WGSL says that it is zero.
    var part0 = vec4<number>();
    var part1 = vec4<number>();
    var part2 = vec4<number>();
    var part3 = vec4<number>();
    for (var k = 0u; k < 4u; k++) {
      let b0 = rightTile[k * 4u][local.x];
      let b1 = rightTile[k * 4u + 1u][local.x];
      let b2 = rightTile[k * 4u + 2u][local.x];
      let b3 = rightTile[k * 4u + 3u][local.x];
      let a0 = leftTile[local.y * 4u][k];
      let a1 = leftTile[local.y * 4u + 1u][k];
      let a2 = leftTile[local.y * 4u + 2u][k];
      let a3 = leftTile[local.y * 4u + 3u][k];
      part0 += a0.x * b0 + a0.y * b1 + a0.z * b2 + a0.w * b3;
      part1 += a1.x * b0 + a1.y * b1 + a1.z * b2 + a1.w * b3;
      part2 += a2.x * b0 + a2.y * b1 + a2.z * b2 + a2.w * b3;
      part3 += a3.x * b0 + a3.y * b1 + a3.z * b2 + a3.w * b3;
    }
    sum0 += vec4<f32>(part0);
    sum1 += vec4<f32>(part1);
    sum2 += vec4<f32>(part2);
    sum3 += vec4<f32>(part3);
    workgroupBarrier();
  }
  let at = (firstRow + local.y * 4u) * size4 + firstColumn4 + local.x;
  product[at] = sum0;
  product[at + size4] = sum1;
  product[at + size4 * 2u] = sum2;
  product[at + size4 * 3u] = sum3;
}`;
}

/** Numbers between -1 and 1 that are the same in every run; the generator is xorshift32 (Marsaglia 2003). */
export function seededNumbers(count: number, seed: number): Float32Array {
  const values = new Float32Array(count);
  let state = seed;
  for (let index = 0; index < count; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[index] = (state >>> 0) / 2 ** 31 - 1;
  }
  return values;
}

/**
 * How far a right result may be off. Rounding errors add up like a random walk;
 * a result in which one slice is missing would be off by more than one.
 */
export function tolerance(precision: Precision, size: number): number {
  return precision === 'f32' ? 2 ** -24 * size : 2 ** -11 * 4 * Math.sqrt(size);
}

export async function measureMatmul(
  device: GPUDevice,
  precision: Precision,
  options: { readonly size: number; readonly seconds: number; readonly timestamps: boolean },
): Promise<KernelFigures> {
  const { size } = options;
  const left = inPrecision(precision, seededNumbers(size * size, 0x9e3779b9));
  const right = inPrecision(precision, seededNumbers(size * size, 0x7f4a7c15));
  const buffers = [storageBuffer(device, left.byteLength), storageBuffer(device, right.byteLength), storageBuffer(device, size * size * 4)];
  const [leftBuffer, rightBuffer, productBuffer] = buffers as [GPUBuffer, GPUBuffer, GPUBuffer];
  device.queue.writeBuffer(leftBuffer, 0, left);
  device.queue.writeBuffer(rightBuffer, 0, right);
  const pipeline = await pipelineOf(device, matmulShader(precision, size), 'multiply');
  const group = bind(device, pipeline, buffers);
  const timing = await timeDispatches(
    device,
    (pass) => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(size / tile, size / tile);
    },
    options,
  );
  const product = await readBack(device, productBuffer, 0, size * size * 4);
  checkProduct(product, left, right, size, tolerance(precision, size));
  for (const buffer of buffers) buffer.destroy();
  const { secondsPerDispatch, ...how } = timing;
  return {
    kernel: precision === 'f32' ? 'matmulF32' : 'matmulF16',
    value: (2 * size ** 3) / secondsPerDispatch / 1e9,
    size,
    checked: checkedElements,
    ...how,
  };
}

type Matrix = Float32Array<ArrayBuffer> | Float16Array<ArrayBuffer>;

function inPrecision(precision: Precision, values: Float32Array): Matrix {
  return precision === 'f32' ? new Float32Array(values) : new Float16Array(values);
}

/** Compares elements all over the matrix, the corners among them. @throws Error that names the first wrong one */
export function checkProduct(
  product: ArrayLike<number>,
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  size: number,
  allowed: number,
): void {
  const side = Math.sqrt(checkedElements);
  for (let index = 0; index < checkedElements; index += 1) {
    const row = Math.round((Math.floor(index / side) * (size - 1)) / (side - 1));
    const column = Math.round(((index % side) * (size - 1)) / (side - 1));
    let exact = 0;
    for (let k = 0; k < size; k += 1) exact += (left[row * size + k] ?? 0) * (right[k * size + column] ?? 0);
    const found = product[row * size + column] ?? Number.NaN;
    // Negated, so that a result that is no number is wrong too.
    if (!(Math.abs(found - exact) <= allowed)) {
      throw new Error(
        `wrong result: element ${String(row)},${String(column)} of the product is ${String(found)}, the processor computes ${exact.toPrecision(7)}`,
      );
    }
  }
}
