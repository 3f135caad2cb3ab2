/** What is good to know beside the figures and does not change from second to second. Pure. */
import type { MonitorFrame } from '../../../../../src-main/contracts/monitor.ts';
import { counted, figureText, memoryFigure } from '../../../lib/format.ts';
import type { ResourceId } from './resources.ts';

function memoryFacts({ memory }: MonitorFrame): string | null {
  const { totalBytes, swapTotalBytes, zram, hugePagesTotal, hugePageBytes } = memory;
  const parts = [
    totalBytes === null ? null : `${figureText(memoryFigure(totalBytes))} of memory`,
    swapTotalBytes === null ? null : swapTotalBytes === 0 ? 'no swap' : `${figureText(memoryFigure(swapTotalBytes))} of swap`,
    zram === null || zram.compressedBytes === 0
      ? null
      : `zram holds ${(zram.originalBytes / zram.compressedBytes).toFixed(1)} times what it takes`,
    hugePagesTotal === null || hugePagesTotal === 0 || hugePageBytes === null
      ? null
      : `${counted(hugePagesTotal, 'huge page')} of ${figureText(memoryFigure(hugePageBytes))} reserved`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' · ');
}

export function factsOf(frame: MonitorFrame, resource: ResourceId): string | null {
  if (resource === 'memory') return memoryFacts(frame);
  if (resource === 'cpu') return counted(frame.cpu.perCpuBusyPercent.length, 'logical processor');
  return null;
}
