/**
 * How long one dispatch takes. Timestamps of the graphics card where it has
 * them; otherwise the time from submission until the work is reported done,
 * with so many dispatches in one submission that its own cost is small.
 */

export interface Timing {
  readonly secondsPerDispatch: number;
  readonly submissions: number;
  readonly dispatchesPerSubmission: number;
  readonly timing: 'timestampQuery' | 'submittedWorkDone';
}

/** Long against the cost of a submission (about 0.1 ms), short against the two seconds after which drivers reset a card. */
const submissionSeconds = 0.1;
const mostDispatches = 4096;
const fewestSubmissions = 3;
const bytesPerTimestamp = 8;

export async function timeDispatches(
  device: GPUDevice,
  encode: (pass: GPUComputePassEncoder) => void,
  options: { readonly seconds: number; readonly timestamps: boolean },
): Promise<Timing> {
  const clock = options.timestamps ? createTimestamps(device) : undefined;
  // Warm-up: compiles the pipeline, pages the buffers in and lets the clocks rise; its time only tells how many fit into a submission.
  await submit(device, encode, 1, undefined);
  let dispatches = 1;
  let taken = await submit(device, encode, dispatches, undefined);
  while (taken < submissionSeconds / 2 && dispatches < mostDispatches) {
    const wanted = Math.ceil((dispatches * submissionSeconds) / Math.max(taken, 1e-4));
    dispatches = Math.min(Math.max(wanted, dispatches + 1), dispatches * 8, mostDispatches);
    taken = await submit(device, encode, dispatches, undefined);
  }
  const times: number[] = [];
  const endMs = performance.now() + options.seconds * 1000;
  while (times.length < fewestSubmissions || performance.now() < endMs) times.push(await submit(device, encode, dispatches, clock));
  clock?.destroy();
  return {
    secondsPerDispatch: middle(times) / dispatches,
    submissions: times.length,
    dispatchesPerSubmission: dispatches,
    timing: clock === undefined ? 'submittedWorkDone' : 'timestampQuery',
  };
}

async function submit(
  device: GPUDevice,
  encode: (pass: GPUComputePassEncoder) => void,
  dispatches: number,
  clock: Timestamps | undefined,
): Promise<number> {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass(clock === undefined ? {} : { timestampWrites: clock.writes });
  for (let index = 0; index < dispatches; index += 1) encode(pass);
  pass.end();
  clock?.resolve(encoder);
  const startMs = performance.now();
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
  const wallSeconds = (performance.now() - startMs) / 1000;
  const seconds = clock === undefined ? wallSeconds : await clock.read();
  if (seconds > 0) return seconds;
  throw new Error('the clock of the graphics card did not move during a submission');
}

interface Timestamps {
  readonly writes: GPUComputePassTimestampWrites;
  resolve(encoder: GPUCommandEncoder): void;
  /** Seconds between the beginning and the end of the pass. */
  read(): Promise<number>;
  destroy(): void;
}

function createTimestamps(device: GPUDevice): Timestamps {
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
  const bytes = 2 * bytesPerTimestamp;
  const resolved = device.createBuffer({ size: bytes, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const readable = device.createBuffer({ size: bytes, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  return {
    writes: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
    resolve(encoder) {
      encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, readable, 0, bytes);
    },
    async read() {
      await readable.mapAsync(GPUMapMode.READ);
      const [begin = 0n, end = 0n] = new BigUint64Array(readable.getMappedRange().slice(0));
      readable.unmap();
      return Number(end - begin) / 1e9; // nanoseconds by the WebGPU specification
    },
    destroy() {
      querySet.destroy();
      resolved.destroy();
      readable.destroy();
    },
  };
}

/** The median: one submission that something else interrupted does not count. */
function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}
