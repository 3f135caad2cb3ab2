/** A session whose engines are the test's own, behind the real kit on the memory transport. */
import { createClient } from '../../contracts/kit/client.ts';
import type { Contract, Implementation } from '../../contracts/kit/define.ts';
import { type Service, serveAll, service } from '../../contracts/kit/serve.ts';
import { createMemoryPair } from '../../transports/memory.ts';
import type { Session } from '../context.ts';

/** Only the members that a test needs; any other throws when it is called, and so fails the test. */
export function fakeService<C extends Contract>(contract: C, members: Partial<Implementation<C>>): Service {
  const missing = Object.keys(contract.members).map((name) => [
    name,
    () => {
      throw new Error(`${contract.name}.${name} was not expected`);
    },
  ]);
  return service(contract, { ...Object.fromEntries(missing), ...members } as Implementation<C>);
}

export function createFakeSession(
  services: readonly Service[],
  hosted = true,
  monitorRuns = true,
): Session & { readonly closed: () => boolean } {
  const [ours, theirs] = createMemoryPair();
  let closed = false;
  serveAll(services, theirs, { scope: 'admin', log: { error: () => 'log-id' } });
  return {
    hosted,
    lost: new Promise<never>(() => undefined),
    monitorRuns: () => Promise.resolve(monitorRuns),
    client: (contract) => Promise.resolve(createClient(contract, ours)),
    close() {
      closed = true;
      ours.dispose();
      return Promise.resolve();
    },
    closed: () => closed,
  };
}
