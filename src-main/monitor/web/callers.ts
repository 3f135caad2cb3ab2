/**
 * From where a browser may come. Host says which name it believed to talk to
 * (a rebound DNS name is not ours), Origin which page made it ask. A program
 * that is no browser sends no Origin.
 */

import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { hostText, isWildcard, plainAddress, type WebAddress } from './webAddress.ts';

export interface Callers {
  /** `localAddress` is the end of the connection that is ours. */
  isHost(host: string | undefined, localAddress: string | undefined): boolean;
  /** To be asked after isHost. */
  isOrigin(origin: string | undefined, host: string | undefined): boolean;
}

const defaultPorts = { http: 80, https: 443 } as const;

export function createCallers(address: WebAddress, port: number): Callers {
  const scheme = address.beyondLoopback ? 'https' : 'http';
  const names = new Set(
    address.beyondLoopback ? namesBeyond(address.host).map(hostText) : ['localhost', '127.0.0.1', '[::1]', hostText(address.host)],
  );
  return {
    isHost(host, localAddress) {
      if (host === undefined || host.length > 260) return false;
      const parts = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/.exec(host.toLowerCase());
      const name = parts?.[1];
      if (name === undefined || Number(parts?.[2] ?? defaultPorts[scheme]) !== port) return false;
      if (names.has(name)) return true;
      // A number cannot be rebound: it is ours when the connection ends there.
      const number = name.replace(/^\[|\]$/g, '');
      return address.beyondLoopback && isIP(number) !== 0 && number === plainAddress(localAddress).toLowerCase();
    },
    isOrigin: (origin, host) =>
      origin === undefined || (host !== undefined && origin.toLowerCase() === `${scheme}://${host.toLowerCase()}`),
  };
}

/** Names and addresses under which this machine is called from outside; the most telling one first. */
export function namesBeyond(host: string): readonly string[] {
  const own = hostname().toLowerCase();
  // The kernel takes any bytes for a name; what no resolver would take is left out.
  const named = /^[a-z0-9.-]{1,63}$/.test(own) ? [own, ...(own.includes('.') ? [] : [`${own}.local`])] : [];
  return [...(isWildcard(host) ? [] : [host]), ...named, 'localhost'];
}
