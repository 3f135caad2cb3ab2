/** The time line and the marks of the page, for as long as it is open. */
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useFeatures } from '../../app/context.ts';
import { type ChartGroup, createChartGroup } from './chart/chartGroup.ts';
import { createMarks, type Marks } from './marksStore.ts';
import { type MonitorSearch, viewOf, withView } from './model/search.ts';
import { createTimeline, type Timeline } from './timeline.ts';

const route = getRouteApi('/monitor');

/** Dragging changes the view many times a second; the address follows when it rests. */
const addressAfterMs = 300;
const marksAfterMs = 300;

export interface MonitorParts {
  readonly timeline: Timeline;
  readonly group: ChartGroup;
  readonly marks: Marks;
}

export function useMonitorParts(): MonitorParts {
  const { session, telemetry, surface } = useFeatures();
  const search = route.useSearch();
  const [parts] = useState<MonitorParts>(() => {
    const clients = () => session.clients();
    const timeline = createTimeline({
      clients,
      figures: telemetry.figures,
      view: viewOf(search, telemetry.figures.newestAt() ?? Date.now()),
    });
    return { timeline, group: createChartGroup(timeline), marks: createMarks({ clients, withPlans: surface === 'full' }) };
  });
  useLiveFigures(parts);
  useMarkLoading(parts);
  useAddress(parts.timeline, search);
  return parts;
}

function useLiveFigures({ timeline }: MonitorParts): void {
  const { session, telemetry } = useFeatures();
  useEffect(() => {
    timeline.start();
    const stops = [
      telemetry.store.subscribe(timeline.tick),
      session.onOpen(() => {
        timeline.reload();
        return () => undefined;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      timeline.stop();
    };
  }, [timeline, telemetry, session]);
}

function useMarkLoading({ timeline, group, marks }: MonitorParts): void {
  const { session, inBackground, surface } = useFeatures();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (session.state.getState().status === 'open') inBackground(marks.load(timeline.window()));
      }, marksAfterMs);
    };
    const stops = [
      session.onOpen((clients) => {
        load();
        const heard = [clients.alerts.changed(load), ...(surface === 'full' ? [clients.tuning.changed(load)] : [])];
        return () => {
          for (const stop of heard) stop();
        };
      }),
      timeline.store.subscribe((state, before) => {
        if (state.view !== before.view) load();
      }),
      marks.store.subscribe((state) => {
        group.setMarks(state.marks);
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [timeline, group, marks, session, inBackground, surface]);
}

function addressKey({ from, to, span, at }: MonitorSearch): string {
  return JSON.stringify([from, to, span, at]);
}

/** The address says what is shown, and what the address says is shown: a link, or back and forth in the browser. */
function useAddress(timeline: Timeline, search: MonitorSearch): void {
  const navigate = route.useNavigate();
  const { inBackground } = useFeatures();
  const written = useRef(addressKey(search));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = timeline.store.subscribe((state, before) => {
      if (state.view === before.view) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        inBackground(
          navigate({
            replace: true,
            search: (old) => {
              const next = withView(old, timeline.store.getState().view);
              written.current = addressKey(next);
              return next;
            },
          }),
        );
      }, addressAfterMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [timeline, navigate, inBackground]);
  useEffect(() => {
    const key = addressKey(search);
    if (key === written.current) return;
    written.current = key;
    timeline.setView(viewOf(search, timeline.now()));
  }, [timeline, search]);
}
