import { nextRandom } from './random';

/** Writes `count` keys of 32 bits and returns their sum. */
export function fillKeys(at: usize, count: u32, seed: u64): u64 {
  let state = seed;
  let sum: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    state = nextRandom(state);
    const key = <u32>(state >> 32);
    store<u32>(at + ((<usize>i) << 2), key);
    sum += key;
  }
  return sum;
}

function insertionSort(low: usize, high: usize): void {
  for (let at = low + 4; at <= high; at += 4) {
    const key = load<u32>(at);
    let to = at;
    while (to > low && load<u32>(to - 4) > key) {
      store<u32>(to, load<u32>(to - 4));
      to -= 4;
    }
    store<u32>(to, key);
  }
}

function middleOf(a: u32, b: u32, c: u32): u32 {
  return max(min(a, b), min(max(a, b), c));
}

/** Quicksort after Hoare with the middle of three as pivot; short pieces by insertion. */
function sortBetween(low: usize, high: usize): void {
  while (high > low + 64) {
    const middle = low + (((high - low) >> 3) << 2);
    const pivot = middleOf(load<u32>(low), load<u32>(middle), load<u32>(high));
    let left = low - 4;
    let right = high + 4;
    while (true) {
      do left += 4;
      while (load<u32>(left) < pivot);
      do right -= 4;
      while (load<u32>(right) > pivot);
      if (left >= right) break;
      const kept = load<u32>(left);
      store<u32>(left, load<u32>(right));
      store<u32>(right, kept);
    }
    // The shorter side by a call: the depth stays below the logarithm of the length.
    if (right - low < high - right) {
      sortBetween(low, right);
      low = right + 4;
    } else {
      sortBetween(right + 4, high);
      high = right;
    }
  }
  if (high > low) insertionSort(low, high);
}

/** Sorts the keys, smallest first. `at` is not 0. */
export function sortKeys(at: usize, count: u32): void {
  if (count > 1) sortBetween(at, at + ((<usize>(count - 1)) << 2));
}

/** Sum of the keys, or the largest number there is when one is smaller than the one before. */
export function checkKeys(at: usize, count: u32): u64 {
  let sum: u64 = 0;
  let before: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const key = load<u32>(at + ((<usize>i) << 2));
    if (key < before) return u64.MAX_VALUE;
    before = key;
    sum += key;
  }
  return sum;
}
