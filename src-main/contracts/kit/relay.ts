/** Serves a contract by asking somebody else: what a gateway hands to `serve`. Scope is checked by the gateway's own `serve`. */
import type { CallContext, CallOptions, Client, Contract, Implementation, JobContext, JobOptions, Member } from './define.ts';

type AskCall = (input: unknown, options: CallOptions) => Promise<unknown>;
type AskJob = (input: unknown, options: JobOptions<unknown>) => Promise<unknown>;

/**
 * Cancellation, progress and errors pass through. A cancelled call ends for the
 * caller at once; a job waits for what the far side says.
 */
export function relay<C extends Contract>(contract: C, client: Client<C>): Implementation<C> {
  const members = Object.keys(contract.members).map((name) => {
    const member = contract.members[name] as Member;
    return [name, relayMember(member, client[name as keyof Client<C>])];
  });
  return Object.fromEntries(members) as Implementation<C>;
}

function relayMember(member: Member, method: unknown): unknown {
  switch (member.kind) {
    case 'call':
      return (input: unknown, context: CallContext) => (method as AskCall)(input, { signal: context.signal });
    case 'job':
      return (input: unknown, context: JobContext<unknown>) =>
        (method as AskJob)(input, { signal: context.signal, onProgress: context.report });
    case 'event':
      return method;
  }
}
