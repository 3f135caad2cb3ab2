import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../../base/redactText.ts';
import { engineOn, machine } from '../testSupport/machines.ts';

describe('redacted text', () => {
  it.each([
    ['root=UUID=0a1b2c3d-1111-4222-8333-444455556666 ro quiet', 'root=UUID=[removed] ro quiet'],
    ['root=/dev/disk/by-uuid/0a1b2c3d-1111-4222-8333-444455556666', 'root=/dev/disk/by-uuid/[uuid]'],
    ['ip=192.168.1.5::192.168.1.1:255.255.255.0:build:eth0:off', 'ip=[removed]'],
    ['nameserver 10.0.0.1 and fe80::1ff:fe23:4567:890a', 'nameserver [address] and [address]'],
    ['it answered from 10.0.0.1.', 'it answered from [address].'],
    ['10.0.0.1-10.0.0.9, v=192.168.001.020', '[address]-[address], v=[address]'],
    ['ether 02:fc:00:00:00:01', 'ether [address]'],
    ['/home/anna/data and /media/anna/disk', '/home/[user]/data and /media/[user]/disk'],
    ['rd.luks.uuid=luks-1 cryptdevice=/dev/sda2:root', 'rd.luks.uuid=[removed] cryptdevice=[removed]'],
    ['disk/by-id/wwn-0x500a07510c05022b', 'disk/by-id/[serial]'],
    ['root=PARTUUID=ab12-01 resume=LABEL=anna', 'root=PARTUUID=[removed] resume=LABEL=[removed]'],
  ])('%s', (text, clean) => {
    expect(redactText(text)).toBe(clean);
  });

  it.each([
    '0000:01:00.0',
    'amd_iommu=on iommu=pt',
    '580.95.05',
    'WebAssembly SIMD, V8 13.6.233.17-node.27',
    'Chrome 146.0.7680.31, firmware 1.2.3.4, v10.1.0.2',
    '16.0 GT/s PCIe',
    'mitigations=auto nvme.poll_queues=4',
    '/dev/nvme0n1p2',
  ])('leaves %s, which identifies nobody', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('lets no address through, wherever it stands', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const hex = byte.map((value) => value.toString(16).padStart(2, '0'));
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), fc.tuple(hex, hex, hex, hex, hex, hex), fc.uuid(), (ip, mac, id) => {
        const text = `a=${ip.join('.')} b=${mac.join(':')} c=${id},/home/${id}`;
        const clean = redactText(text);
        for (const secret of [ip.join('.'), mac.join(':'), id]) expect(clean).not.toContain(secret);
      }),
    );
  });
});

describe('redacted inventory', () => {
  it('holds nothing of the person and machine that the plain one holds', async () => {
    const secrets = ['workbench7', '02:fc:00:00:00:99', '0a1b2c3d-1111-4222-8333-444455556666', 'anna', '10.1.2.3', '001122334455'];
    const host = machine([], {
      files: {
        '/proc/sys/kernel/hostname': 'workbench7\n',
        '/proc/cmdline': 'root=UUID=0a1b2c3d-1111-4222-8333-444455556666 resume=/dev/workbench7-vg/swap ip=10.1.2.3 quiet\n',
        '/sys/class/net/enx001122334455/type': '1\n',
        '/sys/class/net/enx001122334455/address': '02:fc:00:00:00:99\n',
        '/sys/block/vda/size': '8\n',
        '/sys/block/vda/dev': '254:0\n',
        '/proc/swaps': 'Filename Type Size Used Priority\n/home/anna/swap file 1024 0 -2\n',
        '/proc/self/mountinfo':
          '1 0 254:0 / /home/anna/disk rw,uuid=0a1b2c3d-1111-4222-8333-444455556666 - ext4 /dev/vda rw\n2 0 254:0 / /srv/workbench7 rw - ext4 /dev/vda rw\n',
      },
    });
    const engine = engineOn(host);
    const plain = JSON.stringify(await engine.inventory({ redact: false, refresh: true }));
    const clean = JSON.stringify(await engine.inventory({ redact: true, refresh: false }));
    for (const secret of secrets) {
      expect(plain).toContain(secret);
      expect(clean).not.toContain(secret);
    }
    expect(clean).toContain('quiet');
  });
});
