/** The four tests with PyTorch. */
import type { NumberFormat, TorchDevice } from './answers.ts';
import { asTorchTest, type TorchTest } from './torch.ts';

const inPlainWords: Readonly<Record<NumberFormat, string>> = {
  float32: 'single precision',
  tf32: 'single precision rounded to tf32',
  bfloat16: 'bfloat16',
  float16: 'half precision',
};

/** What the device is built for; a processor that emulates a format is measured in single precision. */
function fastest({ formats }: TorchDevice): NumberFormat {
  return (['bfloat16', 'float16', 'float32'] as const).find((format) => formats.includes(format)) ?? 'float32';
}

/** On the processor single precision counts, so that figures of two machines are figures of the same work. */
function countedFormat(device: TorchDevice): NumberFormat {
  return device.kind === 'cpu' ? 'float32' : fastest(device);
}

function counted(device: TorchDevice): readonly NumberFormat[] {
  return [countedFormat(device)];
}

function countedFirst(device: TorchDevice): readonly NumberFormat[] {
  const first = countedFormat(device);
  return [first, ...device.formats.filter((format) => format !== first)];
}

const everyRound =
  'Each round is a fresh process with fixed seeds: calls for 0.3 s and at least two are thrown away, then the median of at least three repeats counts, timed by events of the graphics card or after waiting for it. Nothing is downloaded.';

const matmul: TorchTest = {
  name: 'matmul',
  title: 'PyTorch: matrix products',
  method: `Products of two random square matrices: 1024 on the processor; on accelerators 4096 in single precision and 8192 in shorter formats; in every format that the device has instructions for. ${everyRound} 512 elements are compared with double precision on the processor; a wrong one fails the test.`,
  groups: ['standard', 'full', 'stress'],
  seconds: 60,
  figures: [{ value: 'rate', id: (format) => format, title: (format) => `Matrix product, ${inPlainWords[format]}`, unit: 'GFLOP/s' }],
  formats: countedFirst,
};

const conv: TorchTest = {
  name: 'conv',
  title: 'PyTorch: convolutions',
  method: `A residual network of nine layers of convolutions with random weights reads images of 224 x 224, 4 at once on the processor and 64 on accelerators. ${everyRound} The outputs for one image are compared with double precision on the processor.`,
  groups: ['full'],
  seconds: 90,
  figures: [
    { value: 'rate', id: (format) => format, title: (format) => `Images through a network, ${inPlainWords[format]}`, unit: 'images/s' },
  ],
  formats: counted,
};

const transformer: TorchTest = {
  name: 'transformer',
  title: 'PyTorch: language model',
  method: `A decoder-only transformer with random weights (21 million on the processor; 0.9 billion on accelerators with 5 GiB free) reads a text of 128 or 512 tokens (prefill) and writes 8 (decode, one after the other, with a cache of keys and values). ${everyRound} The text word by word must give the same scores as the text at once.`,
  groups: ['standard', 'full'],
  seconds: 90,
  figures: [
    { value: 'prefill', id: () => 'prefill', title: () => 'Reading a text', unit: 'tokens/s' },
    { value: 'decode', id: () => 'decode', title: () => 'Writing a text', unit: 'tokens/s' },
  ],
  formats: counted,
};

const training: TorchTest = {
  name: 'training',
  title: 'PyTorch: training',
  method: `Training steps of a small transformer (0.7 million weights on the processor, 70 million on accelerators) on one random batch of 8 texts, AdamW, single precision on the processor and mixed with bfloat16 on accelerators that have it. ${everyRound} A loss that does not fall by a twentieth fails the test.`,
  groups: ['full'],
  seconds: 60,
  figures: [{ value: 'rate', id: () => 'steps', title: () => 'Training steps', unit: 'steps/s' }],
  // Half precision would need its loss scaled, which is another test.
  formats: (device) => [device.kind !== 'cpu' && device.formats.includes('bfloat16') ? 'bfloat16' : 'float32'],
};

export const torchTests = [matmul, conv, transformer, training].map(asTorchTest);
