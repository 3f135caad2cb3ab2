/** Pages by hash: works from a custom protocol, from HTTP and after a reload without any server rule. */
import {
  type AsyncRouteComponent,
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
  type RouterHistory,
} from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Surface } from '../api/surface.ts';
import { benchmarksSearch } from '../features/benchmarks/model/search.ts';
import { monitorSearch } from '../features/monitor/model/search.ts';
import { DashboardOverviewPage } from '../features/overview/DashboardOverviewPage.tsx';
import { OverviewPage } from '../features/overview/OverviewPage.tsx';
import { proofSearch } from '../features/proof/model/search.ts';
import { DashboardFrame } from './DashboardFrame.tsx';
import { Frame } from './Frame.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { PageError } from './PageError.tsx';

type RawSearch = Readonly<Record<string, unknown>>;

/**
 * What `check` gives, and nothing else of the address. The router lays the answer of a check over the raw parameters instead of
 * replacing them, so that a page would be handed what was just refused; undefined lies over it.
 */
function only<Search extends object>(check: (search: RawSearch) => Search): (search: RawSearch) => Search {
  return (search) => ({ ...Object.fromEntries(Object.keys(search).map((name) => [name, undefined])), ...check(search) });
}

/** The part of the tuning page that is asked for in the address. */
export interface TuningSearch {
  readonly view?: 'knobs' | 'rivals' | 'verify';
}
function tuningSearch(search: RawSearch): TuningSearch {
  const view = search['view'];
  return view === 'knobs' || view === 'rivals' || view === 'verify' ? { view } : {};
}

export interface HardwareSearch {
  /** Opens the export right away. */
  readonly export?: boolean;
}
function hardwareSearch(search: RawSearch): HardwareSearch {
  return search['export'] === true ? { export: true } : {};
}

/** The part of the process page that is asked for in the address. */
export interface ProcessesSearch {
  readonly view?: 'list' | 'tree' | 'groups';
}
function processesSearch(search: RawSearch): ProcessesSearch {
  const view = search['view'];
  return view === 'list' || view === 'tree' || view === 'groups' ? { view } : {};
}

export interface AlertsSearch {
  readonly view?: 'now' | 'past' | 'rules';
  /** Opens this alert. */
  readonly id?: string;
}
function alertsSearch(search: RawSearch): AlertsSearch {
  const { view, id } = search;
  return {
    ...(view === 'now' || view === 'past' || view === 'rules' ? { view } : {}),
    ...(typeof id === 'string' && id !== '' && id.length <= 300 ? { id } : {}),
  };
}

export interface HistorySearch {
  /** Opens this Plan. */
  readonly plan?: string;
}
function historySearch(search: RawSearch): HistorySearch {
  const { plan } = search;
  return typeof plan === 'string' && plan !== '' && plan.length <= 64 ? { plan } : {};
}

type PageComponent = () => ReactElement;

/** The frame and the first page of each surface. What the dashboard does not have is no page there. */
const dress: Readonly<Record<Surface, { readonly frame: PageComponent; readonly overview: PageComponent }>> = {
  full: { frame: Frame, overview: OverviewPage },
  dashboard: { frame: DashboardFrame, overview: DashboardOverviewPage },
};

function buildRoutes(surface: Surface) {
  const withDaemon = (page: AsyncRouteComponent<object>): RouteComponent => (surface === 'full' ? page : NotFoundPage);
  const rootRoute = createRootRoute({ component: dress[surface].frame, notFoundComponent: NotFoundPage });
  const getParentRoute = (): typeof rootRoute => rootRoute;

  const overviewRoute = createRoute({ getParentRoute, path: '/', component: dress[surface].overview });
  // Pages beside the first one are separate files, so that the first paint does not wait for them.
  const monitorRoute = createRoute({
    getParentRoute,
    path: '/monitor',
    validateSearch: only(monitorSearch),
    component: lazyRouteComponent(() => import('../features/monitor/MonitorPage.tsx'), 'MonitorPage'),
  });
  const processesRoute = createRoute({
    getParentRoute,
    path: '/processes',
    validateSearch: only(processesSearch),
    component: lazyRouteComponent(() => import('../features/processes/ProcessesPage.tsx'), 'ProcessesPage'),
  });
  const alertsRoute = createRoute({
    getParentRoute,
    path: '/alerts',
    validateSearch: only(alertsSearch),
    component: lazyRouteComponent(() => import('../features/alerts/AlertsPage.tsx'), 'AlertsPage'),
  });
  const hardwareRoute = createRoute({
    getParentRoute,
    path: '/hardware',
    validateSearch: only(hardwareSearch),
    component: withDaemon(lazyRouteComponent(() => import('../features/hardware/HardwarePage.tsx'), 'HardwarePage')),
  });
  const benchmarksRoute = createRoute({
    getParentRoute,
    path: '/benchmarks',
    validateSearch: only(benchmarksSearch),
    component: withDaemon(lazyRouteComponent(() => import('../features/benchmarks/BenchmarksPage.tsx'), 'BenchmarksPage')),
  });
  const tuningRoute = createRoute({
    getParentRoute,
    path: '/tuning',
    validateSearch: only(tuningSearch),
    component: withDaemon(lazyRouteComponent(() => import('../features/tuning/TuningPage.tsx'), 'TuningPage')),
  });
  const proofRoute = createRoute({
    getParentRoute,
    path: '/proof',
    validateSearch: only(proofSearch),
    component: withDaemon(lazyRouteComponent(() => import('../features/proof/ProofPage.tsx'), 'ProofPage')),
  });
  const historyRoute = createRoute({
    getParentRoute,
    path: '/history',
    validateSearch: only(historySearch),
    component: withDaemon(lazyRouteComponent(() => import('../features/history/HistoryPage.tsx'), 'HistoryPage')),
  });
  const settingsRoute = createRoute({
    getParentRoute,
    path: '/settings',
    component: withDaemon(lazyRouteComponent(() => import('../features/settings/SettingsPage.tsx'), 'SettingsPage')),
  });
  return rootRoute.addChildren([
    overviewRoute,
    monitorRoute,
    processesRoute,
    alertsRoute,
    hardwareRoute,
    benchmarksRoute,
    tuningRoute,
    proofRoute,
    historyRoute,
    settingsRoute,
  ]);
}

export function createAppRouter(surface: Surface = 'full', history: RouterHistory = createHashHistory()): ReturnType<typeof build> {
  return build(surface, history);
}

function build(surface: Surface, history: RouterHistory) {
  return createRouter({ routeTree: buildRoutes(surface), history, defaultPreload: 'intent', defaultErrorComponent: PageError });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof build>;
  }
}
