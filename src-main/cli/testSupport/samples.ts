/** Small, hand-made values of the contracts, for tests of what is printed. */
import type { PlanRecord } from '../../contracts/plan.ts';
import type { KnobState, PlanPreview } from '../../contracts/tuning.ts';

const at = '2026-11-23T14:00:00.000Z';

export const sampleKnob: KnobState = {
  id: 'vm.swappiness',
  title: 'Swappiness',
  meaning: 'How readily the kernel swaps.',
  group: 'memory',
  tier: 'A',
  risk: 'reversible',
  danger: null,
  location: '/proc/sys/vm/swappiness',
  now: { status: 'ok', value: '60' },
  allowed: { status: 'ok', value: { kind: 'range', min: 0, max: 200, unit: '' } },
  proposed: '10',
  why: 'enough memory for everything',
  decision: 'propose',
  owner: { kind: 'nobody', name: '', why: '' },
  evidence: [],
  unit: null,
};

export const samplePlan: NonNullable<PlanPreview['plan']> = {
  version: 1,
  id: 'plan-1',
  title: 'Server: set 1 knob',
  createdAt: at,
  profileId: 'server',
  steps: [
    {
      id: 's1',
      knobId: 'vm.swappiness',
      title: 'Swappiness: 60 → 10',
      operation: { kind: 'sysctl.set', key: 'vm.swappiness', value: '10' },
      risk: 'reversible',
      before: '60',
      after: '10',
      why: 'enough memory for everything',
      evidence: [{ url: 'https://docs.kernel.org/admin-guide/sysctl/vm.html', note: 'What it does' }],
    },
    {
      id: 's2',
      knobId: 'vm.swappiness',
      title: 'Keep it over a reboot',
      operation: { kind: 'file.install', path: '/etc/sysctl.d/60-hecate-vm-swappiness.conf', content: 'vm.swappiness = 10\n' },
      risk: 'persistent',
      before: null,
      after: 'vm.swappiness = 10\n',
      why: '',
      evidence: [],
    },
  ],
};

export const samplePreview: PlanPreview = {
  profileId: 'server',
  plan: samplePlan,
  knobs: [
    sampleKnob,
    { ...sampleKnob, id: 'thp.defrag', decision: 'offered', tier: 'B', proposed: 'defer', why: 'worth a measurement' },
    { ...sampleKnob, id: 'block.nvme', decision: 'notApplicable', proposed: null, why: 'no such disk' },
    { ...sampleKnob, id: 'block.hdd', decision: 'notApplicable', proposed: null, why: 'no such disk' },
    {
      ...sampleKnob,
      id: 'boot.mitigations',
      decision: 'needsConsent',
      tier: 'C',
      proposed: 'off',
      why: 'faster system calls',
      danger: 'programs can read each other’s memory',
    },
  ],
  rivals: [
    {
      id: 'tuned',
      name: 'tuned',
      state: 'running',
      owns: ['cpu'],
      knobIds: [],
      detail: 'Its profile is throughput-performance.',
      advice: 'Stop it, or leave its knobs alone.',
    },
  ],
  rebootNeeded: false,
  confirmAdvised: false,
};

export const sampleRecord: PlanRecord = {
  planId: 'plan-1',
  title: 'Server: set 1 knob',
  profileId: 'server',
  state: 'applied',
  risk: 'persistent',
  createdAt: at,
  appliedAt: at,
  undoneAt: null,
  undoneBecause: null,
  confirmBy: null,
  uid: 0,
  steps: samplePlan.steps.map((step) => ({ step, state: 'applied' as const, prior: step.before, problem: null })),
};
