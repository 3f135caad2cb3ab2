/** Seconds of the monotonic clock. The same for all threads of the machine, which performance.now is not. */
export function nowSeconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}
