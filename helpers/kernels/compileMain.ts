/** Prints where the compiled kernels are, after making them where that is needed. */
import { compiledKernels } from './compile.ts';

process.stdout.write(`${compiledKernels()}\n`);
