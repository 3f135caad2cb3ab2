/** A machine of four processors on which nobody works, in the kernel's words. */
import { createFakeHost, type FakeHost } from '../../../host/fake/fakeHost.ts';
import { createFakeProcesses } from '../../../host/fake/fakeProcesses.ts';

const cpu = '/sys/devices/system/cpu';

export interface MachineState {
  /** Processors that other programs keep busy. */
  busyCpus?: number;
  tempC?: number;
  throttles?: number;
}

export interface QuietMachine extends FakeHost {
  readonly state: MachineState;
}

/** Counters move with the clock, as the kernel's do. */
export function createQuietMachine(state: MachineState = {}, more: Readonly<Record<string, string>> = {}): QuietMachine {
  const host = createFakeHost({
    files: {
      '/proc/loadavg': '0.10 0.20 0.30 1/100 4242\n',
      '/proc/meminfo': 'MemTotal:        8000000 kB\nMemFree:         6000000 kB\nMemAvailable:    7000000 kB\n',
      '/proc/pressure/io': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
      '/proc/self/stat': `77 (hecated) S ${'0 '.repeat(18)}500 ${'0 '.repeat(20)}\n`,
      '/proc/sys/kernel/random/boot_id': '0f6f3f5e-0000-4000-8000-000000000001\n',
      [`${cpu}/online`]: '0-3\n',
      [`${cpu}/present`]: '0-3\n',
      '/sys/class/hwmon/hwmon0/name': 'coretemp\n',
      '/sys/class/hwmon/hwmon0/temp1_label': 'Package id 0\n',
      '/sys/class/hwmon/hwmon0/temp1_crit': '100000\n',
      '/sys/class/hwmon/hwmon0/temp1_input': '40000\n',
      '/proc/pressure/cpu': '',
      '/proc/stat': '',
      [`${cpu}/cpu0/thermal_throttle/core_throttle_count`]: '0\n',
      ...more,
    },
    processes: createFakeProcesses([{ pid: 77, startTicks: 500, own: true }]),
  });
  const live: Readonly<Record<string, () => string>> = {
    '/proc/stat': () => {
      const ticks = Math.round((host.clock.monotonicMs() / 10) * (state.busyCpus ?? 0));
      return `cpu  ${String(ticks)} 0 0 1000 0 0 0 0 0 0\n`;
    },
    '/proc/pressure/cpu': () => {
      const some = (state.busyCpus ?? 0) > 4 ? host.clock.monotonicMs() * 1000 : 0;
      return `some avg10=0.00 avg60=0.00 avg300=0.00 total=${String(some)}\n`;
    },
    '/sys/class/hwmon/hwmon0/temp1_input': () => `${String((state.tempC ?? 40) * 1000)}\n`,
    [`${cpu}/cpu0/thermal_throttle/core_throttle_count`]: () => `${String(state.throttles ?? 0)}\n`,
  };
  const { read } = host.files;
  return {
    ...host,
    state,
    files: {
      ...host.files,
      read(path, maxBytes) {
        const make = live[path];
        return make === undefined ? read(path, maxBytes) : { ok: true, text: make() };
      },
    },
  };
}
