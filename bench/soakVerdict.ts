/** What a long run says: whether memory and descriptors stayed where they were once it was warm. Pure. */
import { median } from './measure.ts';

export interface SoakReading {
  readonly seconds: number;
  readonly rssBytes: number;
  readonly descriptors: number;
}

export interface Verdict {
  /** Median of the last quarter less that of the first one after the warm-up. */
  readonly growthBytes: number;
  /** Between the highest and the lowest reading after the warm-up. */
  readonly spanBytes: number;
  readonly descriptorGrowth: number;
  readonly problems: readonly string[];
}

/** The memory of the last 15 minutes fills until it is full, which is no leak; a shorter run is judged by its second half. */
export function warmUpSeconds(totalSeconds: number): number {
  return Math.min(16 * 60, totalSeconds / 2);
}

export function judge(readings: readonly SoakReading[], limits: { readonly growthBytes: number; readonly descriptors: number }): Verdict {
  const total = readings.at(-1)?.seconds ?? 0;
  const warm = readings.filter((reading) => reading.seconds >= warmUpSeconds(total));
  const quarter = Math.max(1, Math.floor(warm.length / 4));
  const [first, last] = [warm.slice(0, quarter), warm.slice(-quarter)];
  const rss = warm.map((reading) => reading.rssBytes);
  const growthBytes = median(last.map((reading) => reading.rssBytes)) - median(first.map((reading) => reading.rssBytes));
  const descriptorGrowth = median(last.map((reading) => reading.descriptors)) - median(first.map((reading) => reading.descriptors));
  const problems = [
    ...(growthBytes > limits.growthBytes ? [`memory grew by ${(growthBytes / 1e6).toFixed(2)} MB`] : []),
    ...(descriptorGrowth > limits.descriptors ? [`${String(descriptorGrowth)} descriptors more than at first`] : []),
  ];
  return { growthBytes, spanBytes: Math.max(...rss) - Math.min(...rss), descriptorGrowth, problems };
}

/** Minutes of `--minutes N`. */
export function minutesOf(args: readonly string[], otherwise: number): number {
  const at = args.indexOf('--minutes');
  if (at === -1) return otherwise;
  const minutes = Number(args[at + 1]);
  if (minutes >= 0.5 && minutes <= 1440) return minutes;
  throw new Error('--minutes must be a number from 0.5 to 1440');
}
