/** Artificial intelligence through the frameworks of the user's own Python environment. */
import type { BenchmarkTest } from '../../suite/test.ts';
import { onnxTest } from './onnx.ts';
import { torchTests } from './torchTests.ts';

export const aiTests: readonly BenchmarkTest[] = [...torchTests, onnxTest];
