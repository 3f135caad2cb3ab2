/** Metrics of the graphics tests: the kernels on each adapter that the machine has. */
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { Adapter, KernelName } from './lines.ts';

export interface KernelMetric {
  readonly metric: MetricInfo;
  readonly adapter: Adapter;
  readonly kernel: KernelName;
}

const titles: Readonly<Record<KernelName, { readonly id: string; readonly title: string; readonly unit: string }>> = {
  matmulF32: { id: 'f32', title: 'Matrix product, single precision', unit: 'GFLOP/s' },
  matmulF16: { id: 'f16', title: 'Matrix product, half precision', unit: 'GFLOP/s' },
  copy: { id: 'copy', title: 'Memory copy', unit: 'GB/s' },
  triad: { id: 'triad', title: 'Memory triad', unit: 'GB/s' },
};

/** The metric of a kernel on the first adapter. */
export function kernelMetric(kernel: KernelName): MetricInfo {
  return { ...titles[kernel], direction: 'higher', headline: true };
}

/** One metric for each adapter and kernel that it can run; the first adapter counts, the others stand beside it. */
export function kernelMetrics(adapters: readonly Adapter[], kernels: readonly KernelName[]): readonly KernelMetric[] {
  return adapters.flatMap((adapter, position) =>
    kernels
      .filter((kernel) => kernel !== 'matmulF16' || adapter.halfPrecision)
      .map((kernel): KernelMetric => {
        const first = kernelMetric(kernel);
        if (position === 0) return { metric: first, adapter, kernel };
        const id = `${adapter.choice}.${first.id}`;
        return {
          metric: { ...first, id, title: `${first.title}, ${adapterName(adapter)}`.slice(0, 120), headline: false },
          adapter,
          kernel,
        };
      }),
  );
}

/** As a person would call it; drivers leave any of these empty. */
export function adapterName({ vendor, architecture, device, description }: Adapter): string {
  if (description !== '') return description;
  const parts = [vendor, architecture, device].filter((part) => part !== '');
  return parts.length === 0 ? 'an adapter without a name' : parts.join(' ');
}

/** What a figure is worth that the processor made. */
export function adapterLabel(adapters: readonly Adapter[]): string | null {
  return adapters[0]?.software === true ? 'software, on the processor' : null;
}
