import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** Samples a machine that has one of everything, whose figures change all the time. */
const script = `
const folder = process.argv[1];
const { FakeMachine, ManualClock } = await import(folder + '/testSupport/fakeMachine.ts');
const { KernelFiles } = await import(folder + '/kernelFiles.ts');
const { Sampler } = await import(folder + '/sampler.ts');
const machine = new FakeMachine();
const pci = 'sys/devices/pci0000:00/0000:03:00.0';
machine
  .write('proc/loadavg', '0.5 0.5 0.5 1/200 5\\n')
  .write('proc/meminfo', 'MemTotal: 16000000 kB\\nMemAvailable: 8000000 kB\\n')
  .write('proc/self/mounts', '/dev/sda1 / ext4 rw 0 0\\nnas:/x /mnt nfs4 rw 0 0\\n')
  .write('proc/pressure/cpu', 'some avg10=0.10 avg60=2.00 avg300=3.85 total=15\\n')
  .write(pci + '/vendor', '0x1002\\n')
  .write(pci + '/gpu_busy_percent', '5\\n')
  .write(pci + '/hwmon/hwmon0/name', 'amdgpu\\n')
  .write(pci + '/hwmon/hwmon0/temp1_input', '40000\\n')
  .write(pci + '/hwmon/hwmon0/power1_average', '9000000\\n')
  .link(pci + '/hwmon/hwmon0/device', '../..')
  .link('sys/class/hwmon/hwmon0', '../../devices/pci0000:00/0000:03:00.0/hwmon/hwmon0')
  .link('sys/class/drm/card0/device', '../../../devices/pci0000:00/0000:03:00.0')
  .write('sys/class/power_supply/BAT0/type', 'Battery\\n')
  .write('sys/class/power_supply/BAT0/capacity', '50\\n')
  .write('sys/class/powercap/intel-rapl:0/name', 'package-0\\n')
  .write('sys/class/powercap/intel-rapl:0/energy_uj', '5\\n');
const clock = new ManualClock();
// The second mount never answers.
const statfs = (path) => path === '/mnt' ? new Promise(() => undefined) : Promise.resolve({ bsize: 4096, blocks: 100, bfree: 50, bavail: 40, files: 9, ffree: 5 });
const sampler = new Sampler({ files: new KernelFiles(machine.root), clock, intervalMs: () => 1000, probes: { statfs, smart: undefined } });
let bytes = 0;
async function run(samples) {
  for (let sample = 0; sample < samples; sample += 1) {
    clock.advance(1000);
    if (sample % 50 === 0) {
      const n = String(sample);
      machine
        .write('proc/stat', 'cpu  ' + n + ' 0 0 ' + n + ' 0 0 0 0 0 0\\ncpu0 ' + n + ' 0 0 ' + n + ' 0 0 0 0 0 0\\nintr ' + n + '\\nctxt ' + n + '\\n')
        .write('proc/diskstats', '8 0 sda ' + n + ' 0 5 0 5 0 0 0 0 0 0\\n8 16 sd' + 'abc'[sample % 3] + 'x 5 0 5 0 5 0 0 0 0 0 0\\n')
        .write('proc/net/dev', '\\n\\neth0: ' + n + ' 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\\nveth' + n + ': 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\\n');
      await new Promise((resolve) => setImmediate(resolve));
    }
    bytes += JSON.stringify(sampler.sample()).length;
  }
  globalThis.gc();
  return process.memoryUsage();
}
const before = await run(3000);
const after = await run(20000);
machine.dispose();
console.log(JSON.stringify({ rssBytes: after.rss - before.rss, heapBytes: after.heapUsed - before.heapUsed, frameBytes: Math.round(bytes / 23000) }));
`;

/** As scripts/build.mjs starts the program: without compilers, whose own memory comes and goes by tens of megabytes. */
const residentFlags = ['--no-opt', '--no-maglev', '--max-lazy', '--max-semi-space-size=1', '--optimize-for-size'];

describe('Sampler', () => {
  it('uses no more memory after 20,000 samples', async () => {
    const child = spawn(process.execPath, [...residentFlags, '--expose-gc', '--input-type=module', '-e', script, import.meta.dirname], {
      cwd: path.join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 110_000,
    });
    const output = await new Promise<string>((resolve) => {
      let text = '';
      child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
      child.once('close', () => {
        resolve(text);
      });
    });
    const grown = JSON.parse(output) as { rssBytes: number; heapBytes: number; frameBytes: number };
    // 100 bytes kept per sample would be 2 MB of heap, and 1 kB outside of it 20 MB.
    expect(grown.heapBytes).toBeLessThan(400_000);
    expect(grown.rssBytes).toBeLessThan(16 * 1024 * 1024);
    expect(grown.frameBytes).toBeLessThan(6000);
  }, 120_000);
});
