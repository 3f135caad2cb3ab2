import { describe, expect, it } from 'vitest';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { ProcessTable } from '../../contracts/processes.ts';
import { emptyCpu, emptyFrame } from '../../contracts/testSupport/emptyFrame.ts';
import { EventChannel } from '../eventChannel.ts';
import { compatibleView } from './compatibility.ts';
import { RawSocket } from './testSupport/rawSocket.ts';
import { startTestWeb } from './testSupport/testWeb.ts';

const gb = 1024 ** 3;
const mb = 1024 ** 2;

const table = {
  at: 0,
  intervalMs: 1000,
  count: 7,
  pid: [1, 2, 3, 4, 5, 6, 7],
  name: ['a', '<img src=x>', 'c', 'd', 'e', 'f', 'g'],
  state: ['S', 'R', 'R', 'S', 'S', 'Z', 'S'],
  cpuPercent: [1, 250, null, 3, 4, 5, 6],
  memoryBytes: [7 * mb, 1 * mb, 2 * mb, 3 * mb, 4 * mb, 5 * mb, 6 * mb],
} as unknown as ProcessTable;

function frame(): MonitorFrame {
  return emptyFrame({
    at: Date.parse('2026-01-31T12:00:00Z'),
    cpu: emptyCpu({ busyPercent: 12.5, perCpuBusyPercent: [10, 15], frequencyMHz: [3200, 3300], load1: 1, load5: 2, load15: 3 }),
    temperatures: [
      { id: 'acpitz', chip: 'acpitz', label: 'temp1', tempC: 20, criticalC: null },
      { id: 'coretemp/Core 0', chip: 'coretemp', label: 'Core 0', tempC: 50, criticalC: null },
      { id: 'coretemp/Package id 0', chip: 'coretemp', label: 'Package id 0', tempC: 55, criticalC: null },
    ],
    disks: [{ name: 'sda', readBytesPerSecond: 2 * mb, writeBytesPerSecond: 0 }] as unknown as MonitorFrame['disks'],
    filesystems: [
      { device: '/dev/sda2', mountPoint: '/', totalBytes: 10 * gb, usedBytes: 4 * gb },
      { device: 'tmpfs', mountPoint: '/run', totalBytes: gb, usedBytes: 0 },
    ] as unknown as MonitorFrame['filesystems'],
    networks: [
      { name: 'eth0', receiveBytesPerSecond: mb, sendBytesPerSecond: null },
      { name: 'lo', receiveBytesPerSecond: mb, sendBytesPerSecond: null },
    ] as unknown as MonitorFrame['networks'],
  });
}

describe('the compatible view', () => {
  it('has every field of the original, in true units', () => {
    expect(compatibleView(frame(), table)).toMatchObject({
      timestamp: '2026-01-31T12:00:00.000Z',
      cpu: { usage_percent: 12.5, per_core: [10, 15], temperature: 55, frequency: 3200, load_avg: [1, 2, 3] },
      memory: { total_gb: null, used_gb: null, available_gb: null, swap_total_gb: null, swap_used_gb: null, cache_gb: null },
      gpu: [],
      disks: [
        { name: '/dev/sda2', mount_point: '/', total_gb: 10, used_gb: 4, read_mb_s: 2, write_mb_s: 0 },
        { name: 'tmpfs', mount_point: '/run', total_gb: 1, used_gb: 0, read_mb_s: null, write_mb_s: null },
      ],
      network: {
        interfaces: [
          { name: 'eth0', rx_mb_s: 1, tx_mb_s: null },
          { name: 'lo', rx_mb_s: 1, tx_mb_s: null },
        ],
        total_rx_mb_s: 2,
        total_tx_mb_s: null,
      },
      processes: { total_count: 7, running_count: 2 },
    });
  });

  it('lists the five largest, and nobody while no processes are known', () => {
    const { processes } = compatibleView(frame(), table) as { processes: { top_by_cpu: object[]; top_by_memory: { pid: number }[] } };
    expect(processes.top_by_cpu[0]).toEqual({ pid: 2, name: '<img src=x>', cpu_percent: 250, memory_mb: 1 });
    expect(processes.top_by_memory.map(({ pid }) => pid)).toEqual([1, 7, 6, 5, 4]);
    expect(compatibleView(frame(), undefined)).toMatchObject({
      processes: { total_count: null, running_count: null, top_by_cpu: [], top_by_memory: [] },
    });
  });

  it('is sent once a second, and looks at processes only while somebody listens', async () => {
    let used = false;
    const hooks = { onUsed: () => (used = true), onUnused: () => (used = false) };
    const channel = new EventChannel('processes.table', hooks);
    const web = await startTestWeb({ intervalMs: 250, modules: [{ events: [channel], methods: {} }] });
    web.publish();
    expect(used).toBe(false);
    const client = await RawSocket.open(web.port, '/ws', web.token);
    await client.until(() => used, 'the subscription');
    channel.publish(Buffer.from(JSON.stringify(table)));
    for (let turn = 0; turn < 8; turn += 1) web.publish();
    await client.until(() => client.messages.length === 2, 'two messages');
    expect(client.messages[0]).toMatchObject({ processes: { total_count: 7 } });
    client.end();
    await client.until(() => !used, 'the end of the subscription');
    web.close();
  });
});
