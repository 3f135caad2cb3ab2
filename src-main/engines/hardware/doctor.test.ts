import { describe, expect, it } from 'vitest';
import type { FakeHostOptions } from '../../host/fake/fakeHost.ts';
import { diagnose } from './doctor.ts';
import { machine, pciDevice } from './testSupport/machines.ts';

async function check(id: string, options: FakeHostOptions, trees: Parameters<typeof machine>[0] = []) {
  const found = (await diagnose(machine(trees, options))).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no capability ${id}`);
  return found;
}

describe('doctor', () => {
  it('says where it looked and how to get it', async () => {
    const missing = await check('names.pciIds', {});
    expect(missing.status).toBe('absent');
    expect(missing.why).toContain('/usr/share/misc/pci.ids');
    expect(missing.remedy).toContain('hwdata');
    expect(await check('names.pciIds', { files: { '/usr/share/hwdata/pci.ids': 'x' } })).toMatchObject({
      status: 'available',
      remedy: null,
    });
  });

  it('tells “may not be read” from “not there”', async () => {
    const files = { '/proc/pressure/memory': 'some avg10=0.00\n' };
    expect((await check('memory.pressure', { files })).status).toBe('available');
    expect((await check('memory.pressure', { files, denied: ['/proc/pressure'] })).status).toBe('unknown');
    expect((await check('memory.pressure', { files: { '/proc/pressure/memory': '' } })).status).toBe('absent');
  });

  it.each([
    ['no modules at all', {}, 'absent', 'without modules'],
    ['locked by the administrator', { '/proc/modules': '', '/proc/sys/kernel/modules_disabled': '1\n' }, 'absent', 'locked'],
    ['removed by an update', { '/proc/modules': '', '/proc/sys/kernel/osrelease': '6.12.1\n' }, 'absent', '/lib/modules/6.12.1'],
    [
      'installed',
      { '/proc/modules': '', '/proc/sys/kernel/osrelease': '6.12.1\n', '/lib/modules/6.12.1/modules.dep': '' },
      'available',
      '6.12.1',
    ],
  ] as const)('kernel modules: %s', async (_, files, status, words) => {
    const found = await check('system.modules', { files });
    expect(found.status).toBe(status);
    expect(found.why).toContain(words);
  });

  it('knows irqbalance installed, running and missing', async () => {
    expect((await check('system.irqbalance', {})).why).toContain('not installed');
    expect((await check('system.irqbalance', { files: { '/usr/sbin/irqbalance': '' } })).why).toContain('not running');
    expect((await check('system.irqbalance', { files: { '/proc/77/comm': 'irqbalance\n' } })).status).toBe('available');
  });

  it('asks for the NVIDIA library only where there is such a card', async () => {
    const card = pciDevice({ path: 'pci0000:00/0000:01:00.0', class: '0x030000', vendor: '10de', device: '2b85' });
    expect(await check('gpu.nvml', {})).toMatchObject({ status: 'absent', remedy: null });
    expect((await check('gpu.nvml', {}, [card])).remedy).toContain('NVIDIA driver');
    expect((await check('gpu.nvml', { files: { '/usr/lib64/libnvidia-ml.so.1': '' } }, [card])).status).toBe('available');
  });

  it('sees a choice of schedulers on real disks only', async () => {
    const files = { '/sys/block/loop0/queue/scheduler': '[none] mq-deadline\n', '/sys/block/vda/queue/scheduler': '[none]\n' };
    expect((await check('storage.scheduler', { files })).status).toBe('absent');
    expect((await check('storage.scheduler', { files: { ...files, '/sys/block/sda/queue/scheduler': 'none [bfq]\n' } })).why).toContain(
      'sda',
    );
    expect((await check('storage.scheduler', {})).why).toContain('No block devices');
  });

  it('finds the ways to more rights', async () => {
    expect((await check('elevation.polkitAgent', { files: { '/proc/9/comm': 'polkit-gnome-au\n' } })).status).toBe('available');
    expect((await check('elevation.root', { identity: { uid: 0 } })).status).toBe('available');
    expect((await check('elevation.root', { identity: { uid: 1000 } })).why).toContain('1000');
    expect((await check('elevation.root', { identity: { recorded: true } })).why).toContain('recorded');
  });

  it('explains what is known of the memory modules', async () => {
    const modules = [{ locator: 'A', sizeBytes: 1, type: null, speedMTs: null, manufacturer: null, ecc: null }];
    expect((await check('memory.modules', { inventory: { memoryModules: () => Promise.resolve({ ok: true, modules }) } })).status).toBe(
      'available',
    );
    expect((await check('memory.modules', { files: { '/sys/firmware/dmi/tables/DMI': '' } })).status).toBe('unknown');
    expect(await check('memory.modules', {})).toMatchObject({ status: 'absent', remedy: null });
  });
});
