import type { ReactElement } from 'react';
import { Page } from '../../ui/Page.tsx';
export function AlertsPage(): ReactElement {
  return <Page title="Alerts">{null}</Page>;
}
