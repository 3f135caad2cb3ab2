/** Puts the window onto the page; the only caller that knows where frames come from hands in `openPipe`. */
import { createRoot } from 'react-dom/client';
import { daemonHandshake, monitorHandshake } from '../api/handshake.ts';
import type { FramePipe } from '../api/pipe.ts';
import { createSession } from '../api/session.ts';
import type { Surface } from '../api/surface.ts';
import { App } from './App.tsx';
import { createFeatures, type Features } from './features.ts';
import { notifyProblem } from './notify.ts';
import { createAppRouter } from './router.tsx';

export function mount(container: HTMLElement, openPipe: () => Promise<FramePipe>, surface: Surface = 'full'): Features {
  const handshake = surface === 'dashboard' ? monitorHandshake : daemonHandshake;
  const session = createSession({ openPipe, clientName: 'window', handshake, onProblem: notifyProblem });
  const features = createFeatures({ session, surface, onProblem: notifyProblem });
  createRoot(container).render(<App features={features} router={createAppRouter(surface)} />);
  session.start();
  return features;
}
