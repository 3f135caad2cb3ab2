/** The window against the machine in memory, for looking at screens. Built only by vite.config.ts of this folder. */
import '../src/api/noEval.ts';
import '../src/styles/all.ts';
import { mount } from '../src/app/mount.tsx';
import { createFakeServer } from './fakeServer.ts';

const server = createFakeServer({ stepMs: 400 });
const container = document.getElementById('root');
if (container === null) throw new Error('preview.html has no #root');
mount(container, () => server.openPipe());
// For the script that takes pictures: it lets things happen that a user of the window cannot do.
Object.assign(window, { hecatePreview: server });
