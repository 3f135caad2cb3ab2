import { describe, expect, it } from 'vitest';
import { isSoftware } from './adapters.ts';
import { checkValues, expectedValue } from './bandwidth.ts';
import { checkProduct, matmulShader, seededNumbers, tolerance } from './matmul.ts';

const size = 64;

/** A product without any tiles. */
function product(left: Float32Array, right: Float32Array): Float32Array {
  const result = new Float32Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let sum = 0;
      for (let k = 0; k < size; k += 1) sum += left[row * size + k]! * right[k * size + column]!;
      result[row * size + column] = sum;
    }
  }
  return result;
}

describe('the check of a matrix product', () => {
  const left = seededNumbers(size * size, 1);
  const right = seededNumbers(size * size, 2);
  const check = (found: Float32Array) => (): void => {
    checkProduct(found, left, right, size, tolerance('f32', size));
  };

  it('accepts the right one', () => {
    expect(check(product(left, right))).not.toThrow();
  });

  it('finds one that was computed in part, one that is transposed, and one that is no number', () => {
    const right0 = product(left, right);
    const half = right0.map((value, index) => (index < (size * size) / 2 ? value : 0));
    const turned = right0.map((_value, index) => right0[(index % size) * size + Math.floor(index / size)]!);
    expect(check(half)).toThrow('wrong result');
    expect(check(turned)).toThrow('wrong result');
    expect(check(right0.map(() => Number.NaN))).toThrow('wrong result');
  });

  it('finds a missing slice of 16 products, also in half precision', () => {
    const short = left.map((value, index) => (index % size < 16 ? 0 : value));
    const found = product(short, right);
    expect(() => {
      checkProduct(found, left, right, size, tolerance('f16', size));
    }).toThrow('wrong result');
  });
});

describe('seeded numbers', () => {
  it('are the same each time and fill -1 to 1', () => {
    const numbers = seededNumbers(10_000, 0x9e3779b9);
    expect(seededNumbers(10_000, 0x9e3779b9)).toEqual(numbers);
    expect(Math.min(...numbers)).toBeLessThan(-0.99);
    expect(Math.max(...numbers)).toBeGreaterThan(0.99);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
  });
});

describe('the check of the bandwidth kernels', () => {
  const part = (kernel: 'copy' | 'triad', first: number): Float32Array =>
    Float32Array.from({ length: 512 }, (_value, index) => expectedValue(kernel, first + index));

  it('accepts the right values at any place and tells the kernels apart', () => {
    expect(() => {
      checkValues('triad', part('triad', 4096), 4096);
    }).not.toThrow();
    expect(() => {
      checkValues('copy', part('triad', 4096), 4096);
    }).toThrow('wrong result');
  });

  it('finds a single wrong element', () => {
    const values = part('copy', 0);
    values[300] = values[300]! + 1;
    expect(() => {
      checkValues('copy', values, 0);
    }).toThrow('element 300');
  });
});

describe('the shader', () => {
  it('asks for half precision only when it uses it', () => {
    expect(matmulShader('f16', 256)).toMatch(/^enable f16;/);
    expect(matmulShader('f32', 256)).not.toContain('enable');
  });
});

describe('software adapters', () => {
  const names = { vendor: '', architecture: '', device: '', description: '' };
  it.each([
    [{ ...names, vendor: 'google', architecture: 'swiftshader' }, true],
    [{ ...names, description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }, true],
    [{ ...names, vendor: 'intel', isFallbackAdapter: true }, true],
    [{ ...names, vendor: 'nvidia', architecture: 'hopper' }, false],
    [names, false],
  ])('%j', (info, software) => {
    expect(isSoftware(info)).toBe(software);
  });
});
