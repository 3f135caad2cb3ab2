/** The executor of a recorded machine: nothing is in force there, and nothing can be changed. */
import { AppError } from '../contracts/errors.ts';
import type { ExecutorPort } from './ports.ts';

/** `folder` is named in every refusal (`host.readOnly`). */
export function createRecordedExecutor(folder: string): ExecutorPort {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new AppError('host.readOnly', `${folder} is a recorded machine: it can be looked at but not changed`, { details: { path: folder } }),
    );
  return {
    read: {
      hello: refuse,
      check: refuse,
      read: refuse,
      verify: () => Promise.resolve({ steps: [] }),
      history: () => Promise.resolve({ plans: [] }),
    },
    apply: refuse,
    confirm: refuse,
    undo: refuse,
  };
}
