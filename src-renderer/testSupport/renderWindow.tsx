/** The whole window in a test document, against the machine in memory. */

import { notifications } from '@mantine/notifications';
import { createMemoryHistory } from '@tanstack/react-router';
import { cleanup, configure, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { vi } from 'vitest';
import type { AccessRefused } from '../src/api/accessRefused.ts';
import { daemonHandshake, monitorHandshake } from '../src/api/handshake.ts';
import { createSession } from '../src/api/session.ts';
import type { Surface } from '../src/api/surface.ts';
import { App } from '../src/app/App.tsx';
import { createFeatures, type Features } from '../src/app/features.ts';
import { createAppRouter } from '../src/app/router.tsx';
import { createFakeServer, type FakeServer, type FakeServerOptions } from './fakeServer.ts';

export interface WindowOptions extends FakeServerOptions {
  readonly surface?: Surface;
  /** Whether the server lets the page in; asked for every connection. The window is then not waited for. */
  readonly admit?: () => AccessRefused | null;
}

export interface WindowUnderTest {
  readonly server: FakeServer;
  readonly features: Features;
  readonly user: ReturnType<typeof userEvent.setup>;
  /** What was shown as a passing note instead of on a page. */
  readonly problems: readonly unknown[];
  close(): void;
}

class SilentObserver {
  observe = (): void => undefined;
  unobserve = (): void => undefined;
  disconnect = (): void => undefined;
}

/** The browser functions that the component library needs and the test document does not have. */
function completeDocument(): void {
  vi.stubGlobal('ResizeObserver', SilentObserver);
  Element.prototype.scrollIntoView = () => undefined;
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
}

// The machine that runs the tests may be busy; a wait that succeeds is over at once all the same.
configure({ asyncUtilTimeout: 10_000 });

/** Opens the window on `path` and waits until it is connected. */
export async function renderWindow(path: string, options: WindowOptions = {}): Promise<WindowUnderTest> {
  completeDocument();
  const server = createFakeServer(options);
  const problems: unknown[] = [];
  const { surface = 'full', admit } = options;
  const session = createSession({
    openPipe: () => {
      const refused = admit?.() ?? null;
      return refused === null ? server.openPipe() : Promise.reject(refused);
    },
    clientName: 'test',
    handshake: surface === 'dashboard' ? monitorHandshake : daemonHandshake,
  });
  const features = createFeatures({
    session,
    surface,
    onProblem: (problem) => {
      problems.push(problem);
    },
  });
  render(<App features={features} router={createAppRouter(surface, createMemoryHistory({ initialEntries: [path] }))} />);
  session.start();
  if (admit === undefined) await screen.findByText('Connected');
  return {
    server,
    features,
    user: userEvent.setup(),
    problems,
    close: () => {
      cleanup();
      notifications.clean();
      session.stop();
      server.stop();
      vi.unstubAllGlobals();
    },
  };
}
