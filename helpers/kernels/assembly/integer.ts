/**
 * A mix of 64-bit arithmetic, shifts, rotation, a branch that cannot be predicted, reads and writes of a table of 512
 * words at `table`, and now and then a division. One step is one pass of the loop. Returns a checksum of all states.
 */
export function integerMix(table: usize, steps: u32, seed: u64): u64 {
  let a: u64 = seed;
  let b: u64 = seed ^ 0x9e3779b97f4a7c15;
  let c: u64 = seed + 0x123456789abcdef;
  let d: u64 = 1;
  for (let i: usize = 0; i < 4096; i += 8) store<u64>(table + i, <u64>i);
  for (let i: u32 = 0; i < steps; i++) {
    a = a * 6364136223846793005 + 1442695040888963407;
    b ^= b << 13;
    b ^= b >> 7;
    b ^= b << 17;
    c = rotl<u64>(c, 23) + (a ^ b);
    if ((c & 3) === 0) d += popcnt<u64>(a);
    else if ((b & 0x100) !== 0) d ^= c >> 5;
    else d = d * 31 + 7;
    const entry = table + ((<usize>(c >> 52) & 511) << 3);
    d += load<u64>(entry);
    store<u64>(entry, d ^ a);
    if ((i & 15) === 0) d = (c % ((a >> 33) | 1)) + d;
  }
  return a ^ b ^ c ^ d;
}
