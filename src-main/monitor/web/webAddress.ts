/** Where the web side listens, from settings, command line and environment. Pure. */
import { isIPv4, isIPv6 } from 'node:net';
import { defaultConfig, type MonitorConfig } from '../config.ts';
import type { MonitorOptions } from '../options.ts';

export interface WebAddress {
  /** As bind(2) takes it: no brackets, `localhost` already an address. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Reachable from other machines: then always encrypted. */
  readonly beyondLoopback: boolean;
}

type Wanted = Pick<MonitorOptions, 'listen' | 'webPort' | 'noWeb' | 'apart'>;

/** null: switched off. */
export function webAddress(config: MonitorConfig, options: Wanted): WebAddress | null {
  if (options.noWeb || (options.listen === undefined && !config.webEnabled)) return null;
  const named = (options.listen?.host ?? config.webHost).toLowerCase();
  // A resolver may be told that localhost is somewhere else; RFC 6761 section 6.3 says that it is this.
  const host = named === 'localhost' ? '127.0.0.1' : named;
  return { host, port: options.webPort ?? options.listen?.port ?? settingsPort(config, options), beyondLoopback: !isLoopback(host) };
}

/** A copy that was set apart must not take the port that everybody expects the real one at. */
function settingsPort(config: MonitorConfig, options: Wanted): number {
  return options.apart && config.webPort === defaultConfig.webPort ? 0 : config.webPort;
}

/** An address of 127.0.0.0/8 or ::1. A name is never taken for loopback, because it may resolve to anything. */
export function isLoopback(host: string): boolean {
  return (isIPv4(host) && host.startsWith('127.')) || host === '::1';
}

export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || (isIPv6(host) && /^[0:]+$/.test(host));
}

/** As it stands in a URL and in a Host header. */
export function hostText(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** An IPv4 address that came in on an IPv6 socket, as itself. */
export function plainAddress(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
}
