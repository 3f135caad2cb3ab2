/** The features, for components. */
import { createContext, useContext } from 'react';
import type { Features } from './features.ts';

export const FeaturesContext = createContext<Features | null>(null);

export function useFeatures(): Features {
  const features = useContext(FeaturesContext);
  if (features === null) throw new Error('a component was rendered outside of the application frame');
  return features;
}
