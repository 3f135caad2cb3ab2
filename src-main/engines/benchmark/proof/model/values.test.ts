import { describe, expect, it } from 'vitest';
import { ok } from '../../../../contracts/value.ts';
import { knobCatalog } from '../../../tuning/model/knobs/index.ts';
import { problemInPrinciple } from '../../../tuning/model/values.ts';
import { knobState } from '../testSupport/fakeTuning.ts';
import { touchedBy, valuesFor, valueTitle } from './values.ts';

const anything = ok({ kind: 'text' as const, hint: '' });

describe('values worth a measurement', () => {
  it('are possible for their knob', () => {
    for (const knob of knobCatalog) {
      for (const value of valuesFor(knobState(knob.id, 'now', { allowed: anything }))) {
        expect([knob.id, value, problemInPrinciple(knob.rule, value)]).toEqual([knob.id, value, null]);
      }
    }
  });

  it('are known for most knobs of tier A and B that need no restart', () => {
    const without = knobCatalog
      .filter((knob) => knob.tier !== 'C' && knob.group !== 'boot')
      .filter((knob) => valuesFor(knobState(knob.id, 'now', { allowed: anything })).length === 0)
      .map((knob) => knob.id);
    // Limits decide whether something works, not how fast; these need a name, a size or a service of their own.
    expect(without).toEqual([
      'vm.max_map_count',
      'vm.nr_hugepages',
      'zram.size',
      'net.core.default_qdisc',
      'fs.file-max',
      'fs.nr_open',
      'fs.inotify.max_user_watches',
      'fs.inotify.max_user_instances',
      'limits.nofile',
      'irq.balance',
      'irq.network',
    ]);
  });

  it('leave out the one in force and what the device does not take, and begin with the profile’s', () => {
    const scheduler = knobState('block.scheduler.nvme', 'none', { allowed: ok({ kind: 'choice', values: ['none', 'kyber'] }) });
    expect(valuesFor(scheduler)).toEqual(['kyber']);
    const swappiness = knobState('vm.swappiness', '60', { proposed: '25', allowed: ok({ kind: 'range', min: 0, max: 100, unit: '' }) });
    expect(valuesFor(swappiness)).toEqual(['25', '1', '10', '30', '100']);
  });

  it.each([
    ['67108864', 'bytes', '64 MiB'],
    ['4096 131072 16777216', 'bytes', '4 KiB, 128 KiB, 16 MiB'],
    ['4294967295', 'bytes', '4294967295 bytes'],
    ['0', 'bytes', '0 bytes'],
    ['16384', 'KiB', '16 MiB'],
    ['256', 'requests', '256 requests'],
    ['bbr', null, 'bbr'],
    ['not set', 'bytes', 'not set'],
    ['a\u001b[31m', null, 'a [31m'],
  ])('for people, %j %j is %j', (value, unit, title) => {
    expect(valueTitle(value, unit)).toBe(title);
  });

  it('of a scheduler touch the queue length too', () => {
    expect([...touchedBy(['block.scheduler.nvme', 'vm.swappiness'])]).toEqual([
      'block.scheduler.nvme',
      'vm.swappiness',
      'block.scheduler_requests.nvme',
    ]);
  });
});
