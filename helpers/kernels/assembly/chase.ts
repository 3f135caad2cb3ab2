import { below, nextRandom } from './random';

function shuffle(list: usize, count: u32, state: u64): u64 {
  for (let i: u32 = count - 1; i > 0; i--) {
    state = nextRandom(state);
    const other = list + ((<usize>below(state, i + 1)) << 2);
    const mine = list + ((<usize>i) << 2);
    const kept = load<u32>(mine);
    store<u32>(mine, load<u32>(other));
    store<u32>(other, kept);
  }
  return state;
}

/**
 * Links `lines` cache lines at `base` into one random cycle: each begins with the address of the next. Lines are
 * shuffled inside groups and the groups among each other. A group is small enough for the first-level TLB and large
 * enough that no prefetcher sees an order in it, so that page walks stay out of most of the steps.
 * `scratch` has room for one number of 4 bytes for each line of a group and for each group. Returns where the cycle starts.
 */
export function buildCycle(base: usize, lines: u32, lineBytes: u32, groupLines: u32, seed: u64, scratch: usize): usize {
  const groups = (lines + groupLines - 1) / groupLines;
  const order = scratch;
  const inside = scratch + ((<usize>groups) << 2);
  let state = seed;
  for (let i: u32 = 0; i < groups; i++) store<u32>(order + ((<usize>i) << 2), i);
  state = shuffle(order, groups, state);
  let first: usize = 0;
  let last: usize = 0;
  for (let g: u32 = 0; g < groups; g++) {
    const start = load<u32>(order + ((<usize>g) << 2)) * groupLines;
    const count = min(groupLines, lines - start);
    for (let i: u32 = 0; i < count; i++) store<u32>(inside + ((<usize>i) << 2), start + i);
    state = shuffle(inside, count, state);
    for (let i: u32 = 0; i < count; i++) {
      const line = base + <usize>load<u32>(inside + ((<usize>i) << 2)) * lineBytes;
      if (last === 0) first = line;
      else store<u32>(last, <u32>line);
      last = line;
    }
  }
  store<u32>(last, <u32>first);
  return first;
}

/** Follows the cycle for `steps` steps, a multiple of 16, each of which must wait for the one before. */
export function walkCycle(start: usize, steps: u32): usize {
  let at = start;
  for (let i: u32 = 0; i < steps; i += 16) {
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
    at = load<u32>(at);
  }
  return at;
}
