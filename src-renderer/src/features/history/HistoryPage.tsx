import type { ReactElement } from 'react';
import { Page } from '../../ui/Page.tsx';
export function HistoryPage(): ReactElement { return <Page title="HistoryPage">x</Page>; }
