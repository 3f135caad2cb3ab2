/** `hecate top` on a real terminal with made-up processes: what the test of the terminal starts. Never part of the product. */
import { alertsContract } from '../../contracts/alerts.ts';
import { monitorContract } from '../../contracts/monitor.ts';
import { processesContract } from '../../contracts/processes.ts';
import { emptyFrame } from '../../contracts/testSupport/emptyFrame.ts';
import { run } from '../run.ts';
import { createNodeConsole } from '../terminal/nodeConsole.ts';
import { createFakeSession, fakeService } from './fakeSession.ts';
import { sampleRows, tableOf } from './monitorSamples.ts';

const crash = process.argv.includes('crash');
const interrupt = new AbortController();
process.on('SIGINT', () => {
  interrupt.abort();
});
const session = createFakeSession([
  fakeService(monitorContract, { snapshot: () => emptyFrame(), frame: () => () => undefined }),
  fakeService(alertsContract, { active: () => ({ alerts: [], problem: null }), changed: () => () => undefined }),
  fakeService(processesContract, {
    table: (listener) => {
      const timer = setInterval(() => {
        listener(tableOf(sampleRows));
      }, 50);
      if (crash) {
        setTimeout(() => {
          throw new Error('nobody catches this');
        }, 300);
      }
      return () => {
        clearInterval(timer);
      };
    },
  }),
]);
process.exitCode = await run(['top'], {
  console: createNodeConsole(),
  version: '0.0.0',
  signal: interrupt.signal,
  openSession: () => Promise.resolve(session),
});
