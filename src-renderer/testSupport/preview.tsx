/**
 * The window against the machine in memory, for looking at screens. Built only by vite.config.ts of this folder.
 * The address chooses: `?surface=dashboard`, `?processes=10000`, `?machine=server`, `?runs`, `?access=noToken` or `badToken`.
 */
import '../src/api/noEval.ts';
import '../src/styles/all.ts';
import { AccessRefused } from '../src/api/accessRefused.ts';
import { mount } from '../src/app/mount.tsx';
import { pastRuns } from './fakeBenchmarks.ts';
import { createFakeServer } from './fakeServer.ts';
import { laptopShape, serverShape, virtualShape, workstationShape } from './machines.ts';

const asked = new URLSearchParams(window.location.search);
const machines = new Map([
  ['laptop', laptopShape],
  ['server', serverShape],
  ['virtual', virtualShape],
]);
const server = createFakeServer({
  shape: machines.get(asked.get('machine') ?? '') ?? workstationShape,
  historyDelayMs: Number(asked.get('delay') ?? 0),
  stepMs: 400,
  benchmarkRuns: asked.has('runs') ? pastRuns(Date.now()) : [],
  processes: Number(asked.get('processes') ?? 400),
});
// The router reads the fragment only while the address has no query of its own.
history.replaceState(null, '', `${window.location.pathname}${window.location.hash}`);
const access = asked.get('access');
const container = document.getElementById('root');
if (container === null) throw new Error('preview.html has no #root');
mount(
  container,
  () => (access === 'noToken' || access === 'badToken' ? Promise.reject(new AccessRefused(access)) : server.openPipe()),
  asked.get('surface') === 'dashboard' ? 'dashboard' : 'full',
);
// For the script that takes pictures: it lets things happen that a user of the window cannot do.
Object.assign(window, { hecatePreview: server });
