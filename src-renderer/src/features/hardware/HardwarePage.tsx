import type { ReactElement } from 'react';
import { Page } from '../../ui/Page.tsx';
export function HardwarePage(): ReactElement { return <Page title="HardwarePage">x</Page>; }
