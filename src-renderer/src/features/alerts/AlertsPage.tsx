import { Alert, SegmentedControl } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import { useStore } from 'zustand';
import type { Surface } from '../../api/surface.ts';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { Page } from '../../ui/Page.tsx';
import { ActiveAlerts } from './ActiveAlerts.tsx';
import styles from './AlertsPage.module.css';
import { OneAlertDialog } from './OneAlertDialog.tsx';
import { PastAlerts } from './PastAlerts.tsx';

// The editor is for few visits; looking at alerts must not wait for it.
const RulesView = lazy(async () => ({ default: (await import('./RulesView.tsx')).RulesView }));

const views = [
  { value: 'now', label: 'Now' },
  { value: 'past', label: 'Past' },
  { value: 'rules', label: 'Rules' },
] as const;
type View = (typeof views)[number]['value'];

const viewsOf: Readonly<Record<Surface, readonly (typeof views)[number][]>> = {
  full: views,
  dashboard: views.filter((view) => view.value !== 'rules'),
};

const bodies: Readonly<Record<View, () => ReactElement>> = {
  now: ActiveAlerts,
  past: PastAlerts,
  rules: () => (
    <Suspense fallback={null}>
      <RulesView />
    </Suspense>
  ),
};

const route = getRouteApi('/alerts');

/** What is wrong now, what was, and the rules that decide it. */
export function AlertsPage(): ReactElement {
  const { alerts, surface, inBackground } = useFeatures();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const problem = useStore(alerts.store, (state) => state.active.value?.problem ?? null);
  useWhenConnected(alerts.load);
  const offered = viewsOf[surface];
  const view = offered.find((one) => one.value === search.view)?.value ?? 'now';
  const Body = bodies[view];
  return (
    <Page
      title="Alerts"
      subtitle="What is wrong now, what was, and why it was told."
      actions={
        <SegmentedControl
          aria-label="View"
          data={[...offered]}
          value={view}
          onChange={(value) => {
            const next = offered.find((one) => one.value === value)?.value ?? 'now';
            inBackground(navigate({ search: next === 'now' ? {} : { view: next } }));
          }}
        />
      }
    >
      {problem === null ? null : (
        <Alert
          color="ember"
          variant="light"
          icon={<IconAlertTriangle aria-hidden />}
          title="Not all rules are in force"
          mb="sm"
          role="alert"
        >
          <span className={styles['wrap']}>{problem}</span>
        </Alert>
      )}
      <Body />
      <OneAlertDialog
        id={search.id ?? null}
        onClose={() => {
          inBackground(navigate({ search: search.view === undefined ? {} : { view: search.view }, replace: true }));
        }}
      />
    </Page>
  );
}
