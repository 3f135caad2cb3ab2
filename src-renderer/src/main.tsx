import './api/noEval.ts';
import './styles/all.ts';
import { createPipeOpener } from './api/openPipe.ts';
import { mount } from './app/mount.tsx';

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');
mount(container, createPipeOpener(window));
