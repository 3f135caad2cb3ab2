/** Every word gets a value of its own place, so that a wrong address shows as well as a wrong bit. */
export function fillPattern(at: usize, bytes: usize, seed: u64): void {
  for (let i: usize = 0; i < bytes; i += 8) store<u64>(at + i, (<u64>i + seed) * 0x9e3779b97f4a7c15);
}

/** How many words do not have what `fillPattern` wrote. */
export function checkPattern(at: usize, bytes: usize, seed: u64): u32 {
  let wrong: u32 = 0;
  for (let i: usize = 0; i < bytes; i += 8) if (load<u64>(at + i) !== (<u64>i + seed) * 0x9e3779b97f4a7c15) wrong++;
  return wrong;
}
