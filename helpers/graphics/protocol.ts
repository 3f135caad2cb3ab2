/** What goes in on the command line and comes out as JSON lines. The reader in engines/benchmark/tests/graphics checks every field again. */

/** `hardware` asks for the machine's adapters and takes the software one only when there is no other. */
export type AdapterChoice = 'highPerformance' | 'lowPower' | 'software';

export type KernelName = 'matmulF32' | 'matmulF16' | 'copy' | 'triad';

export const kernelNames: readonly KernelName[] = ['matmulF32', 'matmulF16', 'copy', 'triad'];
export const adapterChoices: readonly AdapterChoice[] = ['highPerformance', 'lowPower', 'software'];

export type GraphicsRequest =
  | { readonly kind: 'describe' }
  | {
      readonly kind: 'measure';
      readonly adapter: AdapterChoice;
      readonly kernels: readonly KernelName[];
      /** Time for each kernel after its warm-up; at least three submissions are made. */
      readonly seconds: number;
    };

export interface AdapterDescription {
  readonly choice: AdapterChoice;
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** The processor pretends to be a graphics card. */
  readonly software: boolean;
  readonly halfPrecision: boolean;
  readonly timestamps: boolean;
  readonly limits: {
    readonly maxBufferSize: number;
    readonly maxStorageBufferBindingSize: number;
    readonly maxComputeWorkgroupStorageSize: number;
    readonly maxComputeInvocationsPerWorkgroup: number;
  };
}

export interface KernelFigures {
  readonly kernel: KernelName;
  /** GFLOP/s of the matrix products, GB/s (10^9) of the others. */
  readonly value: number;
  /** Edge of the matrices, or bytes of each array. */
  readonly size: number;
  readonly submissions: number;
  readonly dispatchesPerSubmission: number;
  readonly timing: 'timestampQuery' | 'submittedWorkDone';
  /** Elements that were compared with the processor's own result. */
  readonly checked: number;
}

export type GraphicsLine =
  | { readonly kind: 'runtime'; readonly electron: string; readonly chrome: string }
  | { readonly kind: 'adapters'; readonly adapters: readonly AdapterDescription[] }
  | { readonly kind: 'figures'; readonly figures: KernelFigures }
  | { readonly kind: 'failed'; readonly why: string };
