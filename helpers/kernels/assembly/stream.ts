/** The four loops of the STREAM method. `bytes` is a multiple of 64; addresses lie on 16 bytes. */

export function copy(from: usize, to: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 64) {
    v128.store(to + i, v128.load(from + i));
    v128.store(to + i, v128.load(from + i, 16), 16);
    v128.store(to + i, v128.load(from + i, 32), 32);
    v128.store(to + i, v128.load(from + i, 48), 48);
  }
}

export function scale(from: usize, to: usize, bytes: usize, factor: f64): void {
  const q = f64x2.splat(factor);
  for (let i: usize = 0; i < bytes; i += 64) {
    v128.store(to + i, f64x2.mul(q, v128.load(from + i)));
    v128.store(to + i, f64x2.mul(q, v128.load(from + i, 16)), 16);
    v128.store(to + i, f64x2.mul(q, v128.load(from + i, 32)), 32);
    v128.store(to + i, f64x2.mul(q, v128.load(from + i, 48)), 48);
  }
}

export function add(left: usize, right: usize, to: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 64) {
    v128.store(to + i, f64x2.add(v128.load(left + i), v128.load(right + i)));
    v128.store(to + i, f64x2.add(v128.load(left + i, 16), v128.load(right + i, 16)), 16);
    v128.store(to + i, f64x2.add(v128.load(left + i, 32), v128.load(right + i, 32)), 32);
    v128.store(to + i, f64x2.add(v128.load(left + i, 48), v128.load(right + i, 48)), 48);
  }
}

export function triad(left: usize, right: usize, to: usize, bytes: usize, factor: f64): void {
  const q = f64x2.splat(factor);
  for (let i: usize = 0; i < bytes; i += 64) {
    v128.store(to + i, f64x2.add(v128.load(left + i), f64x2.mul(q, v128.load(right + i))));
    v128.store(to + i, f64x2.add(v128.load(left + i, 16), f64x2.mul(q, v128.load(right + i, 16))), 16);
    v128.store(to + i, f64x2.add(v128.load(left + i, 32), f64x2.mul(q, v128.load(right + i, 32))), 32);
    v128.store(to + i, f64x2.add(v128.load(left + i, 48), f64x2.mul(q, v128.load(right + i, 48))), 48);
  }
}

export function fill(at: usize, bytes: usize, value: f64): void {
  for (let i: usize = 0; i < bytes; i += 8) store<f64>(at + i, value);
}

/** How many of the numbers are not exactly `value`. */
export function countOthers(at: usize, bytes: usize, value: f64): u32 {
  let others: u32 = 0;
  for (let i: usize = 0; i < bytes; i += 8) if (load<f64>(at + i) !== value) others++;
  return others;
}
