/** How busy graphics cards are with anybody's work. Wakes no sleeping card. */
import { cleanText, parseInteger } from '../../../base/text.ts';
import type { HostFiles } from '../../../host/port.ts';

const cards = '/sys/class/drm';

/**
 * The busiest one; undefined where the kernel does not tell, which only amdgpu does (Documentation/gpu/amdgpu/thermal.rst). With other
 * drivers it stands in fdinfo of each process (Documentation/gpu/drm-usage-stats.rst), readable by its owner only.
 */
export function gpuBusyPercent(files: HostFiles): number | undefined {
  const found = files
    .list(cards)
    .filter((name) => /^card\d{1,3}$/.test(name))
    .map((name) => `${cards}/${name}/device`)
    .filter((device) => !textOf(files, `${device}/power/runtime_status`).startsWith('suspend'))
    .flatMap((device) => parseInteger(textOf(files, `${device}/gpu_busy_percent`)) ?? [])
    .filter((percent) => percent >= 0 && percent <= 100);
  return found.length === 0 ? undefined : Math.max(...found);
}

function textOf(files: HostFiles, path: string): string {
  const read = files.read(path, 64);
  return read.ok ? cleanText(read.text) : '';
}
