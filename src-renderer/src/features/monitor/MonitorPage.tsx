import { IconCircleOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useCallback } from 'react';
import { useStore } from 'zustand';
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';
import { useFeatures } from '../../app/context.ts';
import { upperFirst } from '../../lib/format.ts';
import { EmptyNote } from '../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { CompareView } from './CompareView.tsx';
import { ChartGroupContext } from './chart/context.ts';
import styles from './Monitor.module.css';
import { MarksContext } from './marksContext.ts';
import { missingWhy, type ResourceId, resourceById } from './model/resources.ts';
import { resourceOf } from './model/search.ts';
import { ResourceList } from './ResourceList.tsx';
import { ResourceView } from './ResourceView.tsx';
import { useFrameValue } from './useFrameValue.ts';
import { useMonitorParts } from './useMonitor.ts';

const route = getRouteApi('/monitor');

function Resource({ id, focus }: { readonly id: ResourceId; readonly focus: string | null }): ReactElement {
  const why = useFrameValue(useCallback((frame: MonitorFrame) => missingWhy(frame, id), [id]));
  const resource = resourceById(id);
  if (why !== null) {
    return (
      <Panel>
        <EmptyNote icon={IconCircleOff} title={`${resource.title}: nothing to show on this machine`} text={upperFirst(why)} />
      </Panel>
    );
  }
  return <ResourceView key={`${id} ${focus ?? ''}`} resource={resource} focus={focus} />;
}

/** How the machine is doing and how it did: every figure over time, beside what changed. */
export function MonitorPage(): ReactElement {
  const { telemetry } = useFeatures();
  const search = route.useSearch();
  const { group, marks } = useMonitorParts();
  const error = useStore(telemetry.store, (state) => (state.latest === null ? state.error : null));
  const current = resourceOf(search);
  return (
    <Page title="Monitor" titleHidden>
      <ChartGroupContext value={group}>
        <MarksContext value={marks}>
          <div className={styles['layout']}>
            <ResourceList current={current} />
            <div className={styles['view']}>
              <h2 className={styles['heading']}>{current === 'compare' ? 'Compare two figures' : resourceById(current).title}</h2>
              {error === null ? null : <ErrorNotice error={error} />}
              {current === 'compare' ? <CompareView /> : <Resource id={current} focus={search.series ?? null} />}
            </div>
          </div>
        </MarksContext>
      </ChartGroupContext>
    </Page>
  );
}
