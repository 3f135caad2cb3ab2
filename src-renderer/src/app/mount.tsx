/** Puts the window onto the page; the only caller that knows where frames come from hands in `openPipe`. */
import { createRoot } from 'react-dom/client';
import type { FramePipe } from '../api/pipe.ts';
import { createSession } from '../api/session.ts';
import { App } from './App.tsx';
import { createFeatures, type Features } from './features.ts';
import { notifyProblem } from './notify.ts';
import { createAppRouter } from './router.tsx';

export function mount(container: HTMLElement, openPipe: () => Promise<FramePipe>): Features {
  const session = createSession({ openPipe, clientName: 'window', onProblem: notifyProblem });
  const features = createFeatures({ session, onProblem: notifyProblem });
  createRoot(container).render(<App features={features} router={createAppRouter()} />);
  session.start();
  return features;
}
