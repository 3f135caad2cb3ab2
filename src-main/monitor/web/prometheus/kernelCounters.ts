/**
 * The counters of the kernel as it counts them, under the names of
 * node_exporter. Read when somebody asks: a scrape comes every quarter of a
 * minute, while rates of the sampler could not be turned back into counters.
 */
import type { KernelFiles } from '../../kernelFiles.ts';
import type { Exposition, Labels } from './exposition.ts';

/** The kernel shows time in ticks of 1/100 s to programs on every architecture that Node runs on (USER_HZ, proc_stat(5)). */
const ticksPerSecond = 100;
const sectorBytes = 512;
const cpuModes = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
/** What node_exporter leaves out unless told otherwise: partitions and what exists in numbers without being used. */
const ignoredDisks = /^(z?ram|loop|fd|(h|s|v|xv)d[a-z]{1,3}|nvme\d{1,5}n\d{1,5}p|mmcblk\d{1,3}p)\d{1,5}$/;

type Row = readonly [Labels, number];

export interface KernelCounters {
  write(to: Exposition): void;
  close(): void;
}

export function createKernelCounters(files: KernelFiles): KernelCounters {
  const sources = {
    stat: files.keep('/proc/stat'),
    meminfo: files.keep('/proc/meminfo'),
    vmstat: files.keep('/proc/vmstat'),
    diskstats: files.keep('/proc/diskstats'),
    networks: files.keep('/proc/net/dev'),
  };
  const linesOf = (name: keyof typeof sources): readonly string[] => {
    const length = sources[name].read();
    return length === undefined ? [] : files.buffer.toString('utf8', 0, length).split('\n');
  };
  return {
    write(to) {
      writeStat(to, linesOf('stat'));
      writeMemory(to, linesOf('meminfo'));
      writeVmstat(to, linesOf('vmstat'));
      writeDisks(to, linesOf('diskstats'));
      writeNetworks(to, linesOf('networks'));
    },
    close() {
      for (const file of Object.values(sources)) file.close();
    },
  };
}

/** Digits only; NaN for everything else, which is then left out. */
function whole(text: string | undefined): number {
  return text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : Number.NaN;
}

function words(line: string): readonly string[] {
  return line.trim().split(/\s+/);
}

function writeStat(to: Exposition, lines: readonly string[]): void {
  const cpus: Row[] = [];
  const guests: Row[] = [];
  const single = new Map<string, number>();
  for (const line of lines) {
    const [name = '', ...values] = words(line);
    const cpu = /^cpu(\d{1,5})$/.exec(name)?.[1];
    if (cpu === undefined) {
      single.set(name, whole(values[0]));
      continue;
    }
    cpus.push(...cpuModes.map((mode, index): Row => [{ cpu, mode }, whole(values[index]) / ticksPerSecond]));
    guests.push([{ cpu, mode: 'user' }, whole(values[8]) / ticksPerSecond], [{ cpu, mode: 'nice' }, whole(values[9]) / ticksPerSecond]);
  }
  to.family('counter', 'node_cpu_seconds_total', 'Seconds the CPUs spent in each mode.', cpus);
  to.family('counter', 'node_cpu_guest_seconds_total', 'Seconds the CPUs spent in guests (VMs) for each mode.', guests);
  to.counter('node_context_switches_total', 'Total number of context switches.', single.get('ctxt'));
  to.counter('node_intr_total', 'Total number of interrupts serviced.', single.get('intr'));
  to.counter('node_forks_total', 'Total number of forks.', single.get('processes'));
  to.gauge('node_boot_time_seconds', 'Node boot time, in unixtime.', single.get('btime'));
  to.gauge('node_procs_running', 'Number of processes in runnable state.', single.get('procs_running'));
  to.gauge('node_procs_blocked', 'Number of processes blocked waiting for I/O to complete.', single.get('procs_blocked'));
}

function writeMemory(to: Exposition, lines: readonly string[]): void {
  for (const line of lines) {
    // The names of node_exporter: `Active(anon): 12 kB` is node_memory_Active_anon_bytes.
    const parts = /^([A-Za-z0-9_]{1,40})(?:\(([A-Za-z0-9_]{1,40})\))?:\s{1,40}(\d{1,20})( kB)?$/.exec(line);
    if (parts === null) continue;
    const field = parts[2] === undefined ? parts[1] : `${parts[1] ?? ''}_${parts[2]}`;
    const inKilobytes = parts[4] !== undefined;
    const name = `node_memory_${field ?? ''}${inKilobytes ? '_bytes' : ''}`;
    to.gauge(name, `Memory information field ${name.slice('node_memory_'.length)}.`, whole(parts[3]) * (inKilobytes ? 1024 : 1));
  }
}

const vmstatFields = ['pgpgin', 'pgpgout', 'pswpin', 'pswpout', 'pgfault', 'pgmajfault', 'oom_kill'];

function writeVmstat(to: Exposition, lines: readonly string[]): void {
  for (const line of lines) {
    const [name = '', value] = words(line);
    if (vmstatFields.includes(name)) to.counter(`node_vmstat_${name}`, `/proc/vmstat information field ${name}.`, whole(value));
  }
}

type DiskFamily = readonly [kind: 'counter' | 'gauge', name: string, help: string, field: number, factor: number];

/** Fields behind the name, by Documentation/admin-guide/iostats of the kernel. */
const diskFamilies: readonly DiskFamily[] = [
  ['counter', 'reads_completed_total', 'The total number of reads completed successfully.', 0, 1],
  ['counter', 'reads_merged_total', 'The total number of reads merged.', 1, 1],
  ['counter', 'read_bytes_total', 'The total number of bytes read successfully.', 2, sectorBytes],
  ['counter', 'read_time_seconds_total', 'The total number of seconds spent by all reads.', 3, 0.001],
  ['counter', 'writes_completed_total', 'The total number of writes completed successfully.', 4, 1],
  ['counter', 'writes_merged_total', 'The number of writes merged.', 5, 1],
  ['counter', 'written_bytes_total', 'The total number of bytes written successfully.', 6, sectorBytes],
  ['counter', 'write_time_seconds_total', 'This is the total number of seconds spent by all writes.', 7, 0.001],
  ['gauge', 'io_now', 'The number of I/Os currently in progress.', 8, 1],
  ['counter', 'io_time_seconds_total', 'Total seconds spent doing I/Os.', 9, 0.001],
  ['counter', 'io_time_weighted_seconds_total', 'The weighted # of seconds spent doing I/Os.', 10, 0.001],
  ['counter', 'discards_completed_total', 'The total number of discards completed successfully.', 11, 1],
  ['counter', 'discarded_sectors_total', 'The total number of sectors discarded successfully.', 13, 1],
  ['counter', 'flush_requests_total', 'The total number of flush requests completed successfully', 15, 1],
];

function writeDisks(to: Exposition, lines: readonly string[]): void {
  const disks = lines.map(words).filter(([, , device]) => device !== undefined && !ignoredDisks.test(device));
  for (const [kind, name, help, field, factor] of diskFamilies) {
    const rows = disks.map(([, , device = '', ...values]): Row => [{ device }, scaled(whole(values[field]), factor)]);
    to.family(kind, `node_disk_${name}`, help, rows);
  }
}

/** Without the noise of binary fractions: 1234 ms are 1.234 s, not 1.2340000000000002. */
function scaled(value: number, factor: number): number {
  return factor === 0.001 ? value / 1000 : value * factor;
}

const networkFields = ['bytes', 'packets', 'errs', 'drop', 'fifo'];
const receiveFields = [...networkFields, 'frame', 'compressed', 'multicast'];
const sendFields = [...networkFields, 'colls', 'carrier', 'compressed'];

function writeNetworks(to: Exposition, lines: readonly string[]): void {
  const devices = lines.flatMap((line): readonly (readonly [string, readonly number[]])[] => {
    const colon = line.indexOf(':');
    const values = words(line.slice(colon + 1)).map(whole);
    return colon === -1 || values.length < receiveFields.length + sendFields.length ? [] : [[line.slice(0, colon).trim(), values]];
  });
  const fields = [...receiveFields.map((field) => `receive_${field}`), ...sendFields.map((field) => `transmit_${field}`)];
  fields.forEach((field, index) => {
    const rows = devices.map(([device, values]): Row => [{ device }, values[index] ?? Number.NaN]);
    to.family('counter', `node_network_${field}_total`, `Network device statistic ${field}.`, rows);
  });
}
