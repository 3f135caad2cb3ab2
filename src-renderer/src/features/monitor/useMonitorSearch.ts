import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type MonitorSearch, monitorSearch } from './model/search.ts';

const route = getRouteApi('/monitor');

/** The address of the page, taken apart. The router hands on what its own check left out, so that it is checked here again. */
export function useMonitorSearch(): MonitorSearch {
  const search = route.useSearch();
  return useMemo(() => monitorSearch({ ...search }), [search]);
}
