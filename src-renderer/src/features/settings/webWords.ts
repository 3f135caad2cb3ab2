/** What an address to listen on means. Pure. */

/** 127.0.0.0/8 and ::1 are this machine (RFC 1122 3.2.1.3, RFC 4291 2.5.3). */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** null: nothing to be careful about. */
export function addressWarning(host: string): string | null {
  if (isLoopback(host)) return null;
  const who = host === '0.0.0.0' || host === '::' ? 'every network that this machine is in' : `the network of ${host}`;
  return `Reachable from ${who}. The connection is encrypted and needs the token, but anybody there can try. Choose this only in a network that you trust.`;
}

/** A certificate fingerprint in pairs, as browsers show it: 3fa0… → 3F:A0:… */
export function fingerprintText(sha256: string): string {
  const digits = sha256.replaceAll(/[^0-9a-fA-F]/g, '').toUpperCase();
  return (digits.match(/../g) ?? [digits]).join(':');
}
