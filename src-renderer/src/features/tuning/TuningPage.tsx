import type { ReactElement } from 'react';
import { Page } from '../../ui/Page.tsx';
export function TuningPage(): ReactElement { return <Page title="TuningPage">x</Page>; }
