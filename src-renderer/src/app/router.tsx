/** Pages by hash: works from a custom protocol, from HTTP and after a reload without any server rule. */
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from '@tanstack/react-router';
import { OverviewPage } from '../features/overview/OverviewPage.tsx';
import { Frame } from './Frame.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { PageError } from './PageError.tsx';

/** The part of the tuning page that is asked for in the address. */
export interface TuningSearch {
  readonly view?: 'knobs' | 'rivals' | 'verify';
}
function tuningSearch(search: Readonly<Record<string, unknown>>): TuningSearch {
  const view = search['view'];
  return view === 'knobs' || view === 'rivals' || view === 'verify' ? { view } : {};
}

export interface HardwareSearch {
  /** Opens the export right away. */
  readonly export?: boolean;
}
function hardwareSearch(search: Readonly<Record<string, unknown>>): HardwareSearch {
  return search['export'] === true ? { export: true } : {};
}

const rootRoute = createRootRoute({ component: Frame, notFoundComponent: NotFoundPage });

const overviewRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: OverviewPage });
// Pages beside the first one are separate files, so that the first paint does not wait for them.
const hardwareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/hardware',
  validateSearch: hardwareSearch,
  component: lazyRouteComponent(() => import('../features/hardware/HardwarePage.tsx'), 'HardwarePage'),
});
const tuningRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tuning',
  validateSearch: tuningSearch,
  component: lazyRouteComponent(() => import('../features/tuning/TuningPage.tsx'), 'TuningPage'),
});
const historyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/history',
  component: lazyRouteComponent(() => import('../features/history/HistoryPage.tsx'), 'HistoryPage'),
});
const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/SettingsPage.tsx'), 'SettingsPage'),
});

const routeTree = rootRoute.addChildren([overviewRoute, hardwareRoute, tuningRoute, historyRoute, settingsRoute]);

export function createAppRouter(history: RouterHistory = createHashHistory()): ReturnType<typeof build> {
  return build(history);
}

function build(history: RouterHistory) {
  return createRouter({ routeTree, history, defaultPreload: 'intent', defaultErrorComponent: PageError });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof build>;
  }
}
