/** Lists of CPUs as the kernel writes them: 0-3,8 (cpuset(7), List format). */

/** Highest CPU number that a list may name; the kernel's own limit is 8192 processors. */
export const maxCpu = 8191;

export type CpuList = { readonly ok: true; readonly cpus: readonly number[] } | { readonly ok: false; readonly problem: string };

const part = /^(\d{1,4})(?:-(\d{1,4}))?$/;

function wrong(problem: string): CpuList {
  return { ok: false, problem };
}

/** Sorted and without repetition, or what is wrong in plain words. */
export function parseCpuList(text: string): CpuList {
  const parts = text.replaceAll(/\s/g, '').split(',');
  if (parts.length > 1024) return wrong('at most 1,024 parts');
  const cpus = new Set<number>();
  for (const one of parts) {
    const match = part.exec(one);
    if (match === null) return wrong(one === '' ? 'name at least one CPU, such as 0-3,8' : `“${one}” is not a CPU or a range such as 0-3`);
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (last < first) return wrong(`“${one}” runs backwards`);
    if (last > maxCpu) return wrong(`there is no CPU ${String(last)}`);
    for (let cpu = first; cpu <= last; cpu += 1) cpus.add(cpu);
  }
  return { ok: true, cpus: [...cpus].sort((a, b) => a - b) };
}

/** The shortest list: [0,1,2,3,8] → 0-3,8. */
export function formatCpuList(cpus: readonly number[]): string {
  const sorted = [...new Set(cpus)].sort((a, b) => a - b);
  const runs: { first: number; last: number }[] = [];
  for (const cpu of sorted) {
    const run = runs.at(-1);
    if (run !== undefined && run.last === cpu - 1) run.last = cpu;
    else runs.push({ first: cpu, last: cpu });
  }
  return runs.map(({ first, last }) => (first === last ? String(first) : `${String(first)}-${String(last)}`)).join(',');
}
