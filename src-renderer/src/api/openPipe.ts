/** Where frames come from: the preload in Electron, a WebSocket in a browser. */
import { AccessRefused } from './accessRefused.ts';
import type { FramePipe } from './pipe.ts';
import { openWebSocketPipe, rpcUrl, storedToken, takeToken } from './webSocketPipe.ts';

export function createPipeOpener(page: Window): () => Promise<FramePipe> {
  const bridge = page.hecate;
  if (bridge !== undefined) return () => bridge.connect();
  const token = takeToken(page);
  return () => openWebSocketPipe(rpcUrl(page.location), token);
}

/** A browser is not told why a WebSocket was refused, but it is told of a request with the same token. */
async function isTokenRefused(token: string): Promise<boolean> {
  try {
    const answer = await fetch('v1/snapshot', { cache: 'no-store', headers: { authorization: `Bearer ${token}` } });
    await answer.body?.cancel();
    // 429: so many wrong tokens came from here that this one was not even looked at as a right one.
    return answer.status === 401 || answer.status === 429;
  } catch {
    // No answer at all: the server is gone, and that is not the token's fault.
    return false;
  }
}

/** The pipe to the monitor. Rejects with `AccessRefused` when another token is needed. */
export function createDashboardPipeOpener(page: Window): () => Promise<FramePipe> {
  takeToken(page);
  return async () => {
    const token = storedToken(page);
    if (token === null) throw new AccessRefused('noToken');
    try {
      return await openWebSocketPipe(rpcUrl(page.location), token);
    } catch (error) {
      if (await isTokenRefused(token)) throw new AccessRefused('badToken');
      throw error;
    }
  };
}

/** Another link with a token, opened in the same tab, only changes the fragment: the page must begin again with it. */
export function reloadOnNewLink(page: Window): void {
  page.addEventListener('hashchange', () => {
    if (!/(?:^#|[#&?])token=/.test(page.location.hash)) return;
    takeToken(page);
    page.location.reload();
  });
}
