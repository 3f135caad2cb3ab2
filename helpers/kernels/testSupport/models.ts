/** The kernels a second time, with BigInt and without a thought for speed: what the WebAssembly must agree with. */

function bits64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function ones(value: bigint): bigint {
  return BigInt(value.toString(2).replaceAll('0', '').length);
}

export function integerModel(steps: number, seed: bigint): bigint {
  const table = Array.from({ length: 512 }, (_, index) => BigInt(index * 8));
  let a = seed;
  let b = seed ^ 0x9e3779b97f4a7c15n;
  let c = bits64(seed + 0x123456789abcdefn);
  let d = 1n;
  for (let step = 0; step < steps; step += 1) {
    a = bits64(a * 6364136223846793005n + 1442695040888963407n);
    b ^= bits64(b << 13n);
    b ^= b >> 7n;
    b ^= bits64(b << 17n);
    c = bits64(((c << 23n) | (c >> 41n)) + (a ^ b));
    if ((c & 3n) === 0n) d = bits64(d + ones(a));
    else if ((b & 0x100n) !== 0n) d ^= c >> 5n;
    else d = bits64(d * 31n + 7n);
    const entry = Number((c >> 52n) & 511n);
    d = bits64(d + (table[entry] ?? 0n));
    table[entry] = d ^ a;
    if ((step & 15) === 0) d = bits64((c % ((a >> 33n) | 1n)) + d);
  }
  return a ^ b ^ c ^ d;
}

export function walkModel(words: number, steps: number, seed: bigint): { readonly state: bigint; readonly words: readonly bigint[] } {
  const cells = Array.from({ length: words }, () => 0n);
  let state = seed;
  for (let step = 0; step < steps; step += 1) {
    const at = Number((state >> 33n) & BigInt(words - 1));
    const value = cells[at] ?? 0n;
    cells[at] = value + 1n;
    state = bits64((state + value) * 6364136223846793005n + 1442695040888963407n);
  }
  return { state, words: cells };
}
