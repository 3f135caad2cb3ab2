/**
 * 12 independent chains of f64x2 multiply and add, so that the latency of one is hidden behind the others. The numbers at `at`
 * (12 vectors) are the start and, afterwards, the result. One step is 48 floating-point operations.
 */
export function floatDouble(at: usize, steps: u32, factor: f64, summand: f64): void {
  const m = f64x2.splat(factor);
  const s = f64x2.splat(summand);
  let x0 = v128.load(at);
  let x1 = v128.load(at, 16);
  let x2 = v128.load(at, 32);
  let x3 = v128.load(at, 48);
  let x4 = v128.load(at, 64);
  let x5 = v128.load(at, 80);
  let x6 = v128.load(at, 96);
  let x7 = v128.load(at, 112);
  let x8 = v128.load(at, 128);
  let x9 = v128.load(at, 144);
  let x10 = v128.load(at, 160);
  let x11 = v128.load(at, 176);
  for (let i: u32 = 0; i < steps; i++) {
    x0 = f64x2.add(f64x2.mul(x0, m), s);
    x1 = f64x2.add(f64x2.mul(x1, m), s);
    x2 = f64x2.add(f64x2.mul(x2, m), s);
    x3 = f64x2.add(f64x2.mul(x3, m), s);
    x4 = f64x2.add(f64x2.mul(x4, m), s);
    x5 = f64x2.add(f64x2.mul(x5, m), s);
    x6 = f64x2.add(f64x2.mul(x6, m), s);
    x7 = f64x2.add(f64x2.mul(x7, m), s);
    x8 = f64x2.add(f64x2.mul(x8, m), s);
    x9 = f64x2.add(f64x2.mul(x9, m), s);
    x10 = f64x2.add(f64x2.mul(x10, m), s);
    x11 = f64x2.add(f64x2.mul(x11, m), s);
  }
  v128.store(at, x0);
  v128.store(at, x1, 16);
  v128.store(at, x2, 32);
  v128.store(at, x3, 48);
  v128.store(at, x4, 64);
  v128.store(at, x5, 80);
  v128.store(at, x6, 96);
  v128.store(at, x7, 112);
  v128.store(at, x8, 128);
  v128.store(at, x9, 144);
  v128.store(at, x10, 160);
  v128.store(at, x11, 176);
}

/**
 * 12 independent chains of f32x4 multiply and add, so that the latency of one is hidden behind the others. The numbers at `at`
 * (12 vectors) are the start and, afterwards, the result. One step is 96 floating-point operations.
 */
export function floatSingle(at: usize, steps: u32, factor: f32, summand: f32): void {
  const m = f32x4.splat(factor);
  const s = f32x4.splat(summand);
  let x0 = v128.load(at);
  let x1 = v128.load(at, 16);
  let x2 = v128.load(at, 32);
  let x3 = v128.load(at, 48);
  let x4 = v128.load(at, 64);
  let x5 = v128.load(at, 80);
  let x6 = v128.load(at, 96);
  let x7 = v128.load(at, 112);
  let x8 = v128.load(at, 128);
  let x9 = v128.load(at, 144);
  let x10 = v128.load(at, 160);
  let x11 = v128.load(at, 176);
  for (let i: u32 = 0; i < steps; i++) {
    x0 = f32x4.add(f32x4.mul(x0, m), s);
    x1 = f32x4.add(f32x4.mul(x1, m), s);
    x2 = f32x4.add(f32x4.mul(x2, m), s);
    x3 = f32x4.add(f32x4.mul(x3, m), s);
    x4 = f32x4.add(f32x4.mul(x4, m), s);
    x5 = f32x4.add(f32x4.mul(x5, m), s);
    x6 = f32x4.add(f32x4.mul(x6, m), s);
    x7 = f32x4.add(f32x4.mul(x7, m), s);
    x8 = f32x4.add(f32x4.mul(x8, m), s);
    x9 = f32x4.add(f32x4.mul(x9, m), s);
    x10 = f32x4.add(f32x4.mul(x10, m), s);
    x11 = f32x4.add(f32x4.mul(x11, m), s);
  }
  v128.store(at, x0);
  v128.store(at, x1, 16);
  v128.store(at, x2, 32);
  v128.store(at, x3, 48);
  v128.store(at, x4, 64);
  v128.store(at, x5, 80);
  v128.store(at, x6, 96);
  v128.store(at, x7, 112);
  v128.store(at, x8, 128);
  v128.store(at, x9, 144);
  v128.store(at, x10, 160);
  v128.store(at, x11, 176);
}
