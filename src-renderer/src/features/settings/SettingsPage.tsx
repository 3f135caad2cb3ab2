import type { ReactElement } from 'react';
import { Page } from '../../ui/Page.tsx';
export function SettingsPage(): ReactElement { return <Page title="SettingsPage">x</Page>; }
