/**
 * Adds 1 to words at random places. The next place depends on what was read, so that no two accesses overlap. `mask` is the
 * number of words, a power of two, less one. Returns the state with which a walk goes on.
 */
export function randomWalk(base: usize, mask: u32, steps: u32, state: u64): u64 {
  for (let i: u32 = 0; i < steps; i++) {
    const at = base + ((<usize>(<u32>(state >> 33) & mask)) << 3);
    const value = load<u64>(at);
    store<u64>(at, value + 1);
    state = (state + value) * 6364136223846793005 + 1442695040888963407;
  }
  return state;
}

/** Sum of `words` words. */
export function sumWords(base: usize, words: u32): u64 {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < words; i++) sum += load<u64>(base + ((<usize>i) << 3));
  return sum;
}
