import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { RouterProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { cssVariablesResolver, theme } from '../styles/theme.ts';
import { FeaturesContext } from './context.ts';
import type { Features } from './features.ts';
import type { createAppRouter } from './router.tsx';

export interface AppProps {
  readonly features: Features;
  readonly router: ReturnType<typeof createAppRouter>;
}

export function App({ features, router }: AppProps): ReactElement {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <FeaturesContext value={features}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </FeaturesContext>
    </MantineProvider>
  );
}
