/** Run as an ordinary user beside a real polkit: tries the ways to root and prints what came of each, one JSON line. */

import { isWireError } from '../../../src-main/contracts/kit/connection.ts';
import type { Operation } from '../../../src-main/contracts/operations.ts';
import { planOf } from '../../executor/proof/scenarios.ts';
import { createExecutorPort } from '../executorPort.ts';
import { pkexecPath, systemdSocketPath } from '../routes.ts';

const [program = '', route = ''] = process.argv.slice(2);
const hidden = route === 'pkexec' ? systemdSocketPath : pkexecPath;
const port = createExecutorPort({
  folders: { config: '/nonexistent', state: '/nonexistent', runtime: '/nonexistent', journal: '/var/lib/hecate' },
  program: { command: program, args: [] },
  log: { info: () => undefined, error: () => 'x' },
  exists: (file) => (file === pkexecPath || file === systemdSocketPath ? file !== hidden : false),
});

async function outcome(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    return isWireError(error) ? error.code : String(error);
  }
}

const compaction: Operation = { kind: 'sysctl.set', key: 'vm.compaction_proactiveness', value: '21' };
const dropIn: Operation = {
  kind: 'file.install',
  path: '/etc/sysctl.d/60-hecate-probe.conf',
  content: 'vm.compaction_proactiveness = 21\n',
};

function applying(id: string, operation: Operation, risk: 'reversible' | 'irreversible' = 'reversible'): Promise<string> {
  const plan = planOf(`${route}-${id}`, [operation]);
  const raised = { ...plan, steps: plan.steps.map((step) => ({ ...step, risk })) };
  return outcome(async () => {
    const record = await port.apply(raised, { confirmWithinSeconds: null });
    return `${record.state} for ${String(record.uid)}`;
  });
}

const result = {
  reversible: await applying('a', compaction),
  persistent: await applying('b', dropIn),
  irreversible: await applying('c', { ...compaction, value: '22' }, 'irreversible'),
  undo: await outcome(async () =>
    (await port.undo({ planId: null, knobId: null, all: true, force: false }, {})).steps.map((step) => step.outcome).join(' '),
  ),
  routes: (await port.routes()).filter((state) => state.available).map((state) => state.route),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
port.dispose();
