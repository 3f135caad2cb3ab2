/** What a user can paste into a bug report after the window itself failed. Holds no names, paths or hardware. */
export interface CrashFacts {
  readonly error: unknown;
  readonly page: string;
  readonly serviceVersion: string | null;
  readonly userAgent: string;
  readonly at: string;
}

export function crashReport({ error, page, serviceVersion, userAgent, at }: CrashFacts): string {
  const text = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
  return [
    'HecateOS Control Center: the window failed',
    `time     ${at}`,
    `page     ${page}`,
    `service  ${serviceVersion ?? 'not connected'}`,
    `browser  ${userAgent}`,
    '',
    text.slice(0, 8_000),
  ].join('\n');
}
