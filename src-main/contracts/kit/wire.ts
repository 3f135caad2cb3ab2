/** Method names and shapes of the wire that belong to no contract. */

/** JSON-RPC 2.0 leaves -32000 to -32099 to the application; the real code is in `data.code`. */
export const applicationErrorCode = -32_000;

export const wireMethods = {
  progress: '$/hecate/progress',
  subscribe: '$/hecate/subscribe',
  unsubscribe: '$/hecate/unsubscribe',
  event: '$/hecate/event',
  /** Language Server Protocol, "Cancellation Support". */
  cancel: '$/cancelRequest',
} as const;

/** Biggest message any transport takes, in bytes. */
export const defaultMaxFrameBytes = 8 * 1024 * 1024;

/** A peer that leaves this much unread is disconnected rather than buffered without end. */
export const defaultMaxBacklogBytes = 4 * defaultMaxFrameBytes;

/** Shortens and quotes a string from a peer, so that it can neither forge a log line nor fill it. */
export function quoted(text: string, limit = 120): string {
  const short = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return JSON.stringify(short).replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
}
