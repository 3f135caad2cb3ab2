/** What changes while the machine works, read from the kernel's files in well under a millisecond for each processor. */
import { cleanText, parseInteger, parseRangeList } from '../../../base/text.ts';
import type { Conditions } from '../../../contracts/benchmarkResult.ts';
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import { absent, mapReading, ok, okValue, type Reading, unknown } from '../../../contracts/value.ts';
import type { Host, HostFiles } from '../../../host/port.ts';
import { gpuTemperature, processorTemperature } from './temperature.ts';

const cpuFolder = '/sys/devices/system/cpu';
/** On a large machine each reading of a clock interrupts that processor, so that not all are asked. */
const clocksRead = 16;

export function readConditions(host: Host, inventory: HardwareInventory): Conditions {
  const { files } = host;
  return {
    at: new Date(host.clock.nowMs()).toISOString(),
    load1: loadAverage(files),
    cpuPressurePercent: pressure(files, 'cpu'),
    ioPressurePercent: pressure(files, 'io'),
    memoryAvailableBytes: availableMemory(files),
    cpuTempC: mapReading(processorTemperature(files), ({ nowC }) => nowC),
    cpuClockMHz: meanClock(files, inventory),
    throttleCount: throttles(files),
    gpuTempC: gpuTemperature(files),
  };
}

function loadAverage(files: HostFiles): Reading<number> {
  const read = files.read('/proc/loadavg', 256);
  if (!read.ok) return unknown(read.why);
  const value = Number(/^\d{1,9}\.\d{1,9}(?=\s)/.exec(read.text)?.[0]);
  return Number.isFinite(value) ? ok(value) : unknown('/proc/loadavg holds no load');
}

/** Documentation/accounting/psi.rst: share of the last 10 seconds in which some task had to wait. */
function pressure(files: HostFiles, what: 'cpu' | 'io'): Reading<number> {
  const path = `/proc/pressure/${what}`;
  const read = files.read(path, 1024);
  if (!read.ok) return read.reason === 'missing' ? absent('the kernel does not count waiting tasks (PSI is off)') : unknown(read.why);
  const value = Number(/^some avg10=(\d{1,3}\.\d{1,3})/m.exec(read.text)?.[1]);
  return Number.isFinite(value) && value <= 100 ? ok(value) : unknown(`${path} is not readable as a percentage`);
}

function availableMemory(files: HostFiles): Reading<number> {
  const read = files.read('/proc/meminfo', 65_536);
  if (!read.ok) return unknown(read.why);
  const kibibytes = Number(/^MemAvailable:\s{1,32}(\d{1,15}) kB$/m.exec(read.text)?.[1]);
  return Number.isFinite(kibibytes) ? ok(kibibytes * 1024) : unknown('/proc/meminfo holds no MemAvailable');
}

function meanClock(files: HostFiles, inventory: HardwareInventory): Reading<number> {
  const online = parseRangeList(okValue(inventory.cpu.onlineCpus) ?? '') ?? [];
  const step = Math.max(1, Math.ceil(online.length / clocksRead));
  const asked = online.filter((_cpu, index) => index % step === 0);
  const clocks = asked.flatMap((cpu) => {
    const read = files.read(`${cpuFolder}/cpu${String(cpu)}/cpufreq/scaling_cur_freq`, 64);
    const kiloHertz = read.ok ? parseInteger(read.text) : undefined;
    return kiloHertz === undefined || kiloHertz <= 0 ? [] : [kiloHertz / 1000];
  });
  if (clocks.length === 0) return absent('the kernel does not tell the clock (no cpufreq driver, as in most virtual machines)');
  return ok(clocks.reduce((sum, clock) => sum + clock, 0) / clocks.length);
}

/** Intel only (arch/x86/kernel/cpu/mce/therm_throt.c). The threads of a core share their counter, so that it counts once for each. */
function throttles(files: HostFiles): Reading<number> {
  const counts = files
    .list(cpuFolder)
    .filter((name) => /^cpu\d{1,5}$/.test(name))
    .flatMap((name) => {
      const read = files.read(`${cpuFolder}/${name}/thermal_throttle/core_throttle_count`, 64);
      const count = read.ok ? parseInteger(cleanText(read.text)) : undefined;
      return count === undefined || count < 0 ? [] : [count];
    });
  if (counts.length === 0) return absent('this processor or its virtual machine does not count how often heat slowed it down');
  return ok(counts.reduce((sum, count) => sum + count, 0));
}
