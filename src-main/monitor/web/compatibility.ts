/**
 * The JSON of HecateOS's own hecate-monitor (`/ws`), for programs that were
 * written for it. Names and shape are its; the differences are that what was
 * wrong there is right here: disk rates are measured (they were always 0),
 * network rates are per second (they were bytes since boot), memory of a process
 * is in MiB (it was divided by the wrong number), the GPUs are
 * listed, the temperature is the processor's (it was the first thermal zone's),
 * and what is not known is null instead of 0. A gb is 1024³ bytes and an mb 1024², as there.
 */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { ProcessTable } from '../../contracts/processes.ts';
import type { MonitorApi } from '../api.ts';
import { isPartitionName } from '../readers/disks.ts';
import { onEvent } from './eventPayload.ts';
import type { Peer, PeerHandler } from './peers.ts';
import { textFrame } from './socketFrame.ts';

const gb = 1024 ** 3;
const mb = 1024 ** 2;
const everyMs = 1000;
const topCount = 5;

const inUnits = (bytes: number | null, unit: number): number | null => (bytes === null ? null : bytes / unit);

/** Drivers of processor sensors, and the label of the whole package in each: Documentation/hwmon of the kernel. */
const packageSensors: readonly (readonly [chip: RegExp, label: RegExp])[] = [
  [/^coretemp/, /^Package id 0$/],
  [/^(k10temp|zenpower)/, /^T(ctl|die)$/],
  [/^(coretemp|k10temp|zenpower|cpu_thermal|x86_pkg_temp)/, /^/],
];

function processorTempC({ temperatures }: MonitorFrame): number | null {
  for (const [chip, label] of packageSensors) {
    const found = temperatures.find((sensor) => chip.test(sensor.chip) && label.test(sensor.label));
    if (found !== undefined) return found.tempC;
  }
  return null;
}

function disksOf(frame: MonitorFrame): readonly object[] {
  return frame.filesystems.map((filesystem) => {
    const device = filesystem.device.replace(/^\/dev\//, '');
    const disk = frame.disks.find((one) => one.name === device || isPartitionName(device, one.name));
    return {
      name: filesystem.device,
      mount_point: filesystem.mountPoint,
      total_gb: filesystem.totalBytes / gb,
      used_gb: filesystem.usedBytes / gb,
      read_mb_s: inUnits(disk?.readBytesPerSecond ?? null, mb),
      write_mb_s: inUnits(disk?.writeBytesPerSecond ?? null, mb),
    };
  });
}

function networkOf({ networks }: MonitorFrame): object {
  const interfaces = networks.map((network) => ({
    name: network.name,
    rx_mb_s: inUnits(network.receiveBytesPerSecond, mb),
    tx_mb_s: inUnits(network.sendBytesPerSecond, mb),
  }));
  const total = (values: readonly (number | null)[]): number | null =>
    values.every((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return {
    interfaces,
    total_rx_mb_s: total(interfaces.map((one) => one.rx_mb_s)),
    total_tx_mb_s: total(interfaces.map((one) => one.tx_mb_s)),
  };
}

function processesOf(table: ProcessTable | undefined): object {
  if (table === undefined) return { total_count: null, running_count: null, top_by_cpu: [], top_by_memory: [] };
  const rows = table.pid.map((_pid, index) => index);
  const top = (value: (row: number) => number): readonly object[] =>
    [...rows]
      .sort((a, b) => value(b) - value(a))
      .slice(0, topCount)
      .map((row) => ({
        pid: table.pid[row],
        name: table.name[row],
        cpu_percent: table.cpuPercent[row],
        memory_mb: inUnits(table.memoryBytes[row] ?? null, mb),
      }));
  return {
    total_count: table.count,
    running_count: table.state.filter((state) => state === 'R').length,
    top_by_cpu: top((row) => table.cpuPercent[row] ?? -1),
    top_by_memory: top((row) => table.memoryBytes[row] ?? -1),
  };
}

/** Pure. `table` is undefined while no processes are known. */
export function compatibleView(frame: MonitorFrame, table: ProcessTable | undefined): object {
  const { cpu, memory } = frame;
  return {
    timestamp: new Date(frame.at).toISOString(),
    cpu: {
      usage_percent: cpu.busyPercent,
      per_core: cpu.perCpuBusyPercent,
      temperature: processorTempC(frame),
      frequency: cpu.frequencyMHz[0] ?? null,
      load_avg: [cpu.load1, cpu.load5, cpu.load15],
    },
    memory: {
      total_gb: inUnits(memory.totalBytes, gb),
      used_gb: inUnits(memory.usedBytes, gb),
      available_gb: inUnits(memory.availableBytes, gb),
      swap_total_gb: inUnits(memory.swapTotalBytes, gb),
      swap_used_gb: inUnits(memory.swapUsedBytes, gb),
      cache_gb: inUnits(memory.cachedBytes, gb),
    },
    gpu: frame.gpus.map((gpu, index) => ({
      index,
      name: gpu.card,
      temperature: gpu.tempC,
      power_w: gpu.powerW,
      memory_used_mb: inUnits(gpu.vramUsedBytes, mb),
      memory_total_mb: inUnits(gpu.vramTotalBytes, mb),
      utilization: gpu.busyPercent,
    })),
    disks: disksOf(frame),
    network: networkOf(frame),
    processes: processesOf(table),
  };
}

export interface CompatibilityHub {
  accept(peer: Peer): PeerHandler;
  onFrame(frame: MonitorFrame): void;
  close(): void;
}

export function createCompatibilityHub(api: MonitorApi, intervalMs: () => number): CompatibilityHub {
  const peers = new Set<Peer>();
  let leaveProcesses: (() => void) | undefined;
  let table: ProcessTable | undefined;
  return {
    accept(peer) {
      peers.add(peer);
      // Sweeping /proc costs something, so that it happens only while somebody looks.
      leaveProcesses ??= onEvent(api, 'processes.table', (payload) => {
        table = payload as ProcessTable;
      });
      return {
        onText: () => undefined, // there is nothing to say; the original only logged it
        onClose: () => {
          peers.delete(peer);
          if (peers.size > 0) return;
          leaveProcesses?.();
          leaveProcesses = undefined;
          table = undefined;
        },
      };
    },
    onFrame(frame) {
      if (peers.size === 0) return;
      const step = Math.max(1, Math.round(everyMs / intervalMs()));
      if (frame.sequence % step !== 0) return;
      const bytes = textFrame(JSON.stringify(compatibleView(frame, table)));
      for (const peer of peers) peer.write(bytes);
    },
    close() {
      leaveProcesses?.();
      peers.clear();
    },
  };
}
