// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, it } from 'vitest';
import { FeaturesContext } from '../../app/context.ts';
import type { Features } from '../../app/features.ts';
import { useAnswer } from './useAnswer.ts';

afterEach(cleanup);

/** Connected from the start; all else is not asked for. */
const features = {
  session: {
    onOpen: (opened: () => void) => {
      opened();
      return () => undefined;
    },
  },
  inBackground: (action: Promise<unknown>) => {
    action.catch(() => undefined);
  },
} as unknown as Features;

function question(): { readonly ask: () => Promise<string>; answer: (text: string) => void } {
  const answers: ((text: string) => void)[] = [];
  return {
    ask: () =>
      new Promise((resolve) => {
        answers.push(resolve);
      }),
    answer: (text) => {
      for (const resolve of answers) resolve(text);
    },
  };
}

it('never shows the answer to another question, however late it comes', async () => {
  const [first, second] = [question(), question()];
  const { result, rerender } = renderHook(({ ask }) => useAnswer(ask), {
    initialProps: { ask: first.ask },
    wrapper: ({ children }: { readonly children: ReactNode }) => <FeaturesContext value={features}>{children}</FeaturesContext>,
  });
  expect(result.current).toMatchObject({ value: null, loading: true });
  rerender({ ask: second.ask });
  expect(result.current).toMatchObject({ value: null, loading: true });
  await act(async () => {
    second.answer('second');
    await Promise.resolve();
  });
  expect(result.current).toMatchObject({ value: 'second', loading: false });
  await act(async () => {
    first.answer('first');
    await Promise.resolve();
  });
  expect(result.current).toMatchObject({ value: 'second', loading: false });
  rerender({ ask: first.ask });
  expect(result.current).toMatchObject({ value: null, loading: true });
});
