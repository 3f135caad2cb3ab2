/**
 * Slows down who guesses. Only wrong tokens are counted and only wrong ones are
 * refused for it: a right token always gets in, so that a program of another
 * user of this machine, which has the same address, cannot lock the owner out.
 */
import { isIPv6 } from 'node:net';
import { plainAddress } from './webAddress.ts';

export interface TokenGuard {
  /** Counts one wrong token and says for how many seconds this address should stay away; 0: not yet. */
  wrong(address: string | undefined): number;
}

const freeTries = 5;
const longestWaitSeconds = 300;
const forgetAfterMs = 10 * 60 * 1000;
/** Addresses remembered; who comes from more than these has earned to be forgotten oldest first. */
const maxAddresses = 1024;

export function createTokenGuard(monotonicMs: () => number): TokenGuard {
  const tries = new Map<string, { count: number; lastMs: number }>();
  return {
    wrong(address) {
      const key = network(plainAddress(address));
      const now = monotonicMs();
      const known = tries.get(key);
      const count = known === undefined || now - known.lastMs > forgetAfterMs ? 1 : known.count + 1;
      tries.delete(key);
      tries.set(key, { count, lastMs: now });
      const oldest = tries.size > maxAddresses ? tries.keys().next().value : undefined;
      if (oldest !== undefined) tries.delete(oldest);
      return count <= freeTries ? 0 : Math.min(longestWaitSeconds, 2 ** Math.min(20, count - freeTries - 1));
    },
  };
}

/** One household has 2⁶⁴ addresses of IPv6, so they count as one (RFC 6177). */
function network(address: string): string {
  return isIPv6(address) ? address.split(':', 4).join(':') : address;
}
