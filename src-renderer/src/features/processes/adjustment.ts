/** The form of priority and CPUs, and the change that it asks for. Pure. */
import type { ProcessAdjustment, ProcessDetail } from '../../../../src-main/contracts/processes.ts';
import { formatCpuList, parseCpuList } from './cpuList.ts';

export type IoClass = 'realtime' | 'best-effort' | 'idle';

export interface AdjustForm {
  readonly nice: number;
  /** none: the kernel derives it from the nice value; it cannot be asked for again. */
  readonly ioClass: IoClass | 'none';
  readonly ioLevel: number;
  /** A list such as 0-3,8. */
  readonly affinity: string;
}

export function formOfDetail(detail: ProcessDetail): AdjustForm {
  return {
    nice: detail.nice,
    ioClass: detail.ioPriority?.class ?? 'none',
    ioLevel: detail.ioPriority?.level ?? 4,
    affinity: detail.affinity ?? '',
  };
}

/** What differs from the process as it is; an empty change asks for nothing. Throws nothing: a wrong list is left out. */
export function changeOf(form: AdjustForm, detail: ProcessDetail): ProcessAdjustment {
  const parsed = parseCpuList(form.affinity);
  const cpus = parsed.ok ? formatCpuList(parsed.cpus) : null;
  const before = formOfDetail(detail);
  const ioChanged = form.ioClass !== before.ioClass || (form.ioClass !== 'idle' && form.ioLevel !== before.ioLevel);
  return {
    ...(form.nice === detail.nice ? {} : { nice: form.nice }),
    ...(form.ioClass === 'none' || !ioChanged
      ? {}
      : { ioPriority: { class: form.ioClass, level: form.ioClass === 'idle' ? 0 : form.ioLevel } }),
    ...(cpus === null || cpus === detail.affinity ? {} : { affinity: cpus }),
  };
}

/** What is wrong with the list, or null. An unknown list that was not touched is not wrong. */
export function affinityProblem(form: AdjustForm, detail: ProcessDetail): string | null {
  if (form.affinity === (detail.affinity ?? '')) return null;
  const parsed = parseCpuList(form.affinity);
  return parsed.ok ? null : parsed.problem;
}
