import './api/noEval.ts';
import './styles/all.ts';
import { createDashboardPipeOpener, createPipeOpener, reloadOnNewLink } from './api/openPipe.ts';
import { detectSurface } from './api/surface.ts';
import { mount } from './app/mount.tsx';

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');

const surface = await detectSurface(window);
if (surface === 'dashboard') {
  reloadOnNewLink(window);
  mount(container, createDashboardPipeOpener(window), surface);
} else mount(container, createPipeOpener(window), surface);
