/** The frame pipe of a browser: a WebSocket to the page's own origin, with the token that the launcher put into the URL fragment. */
import type { FramePipe } from './pipe.ts';

const tokenKey = 'hecate.token';
const tokenPattern = /^[A-Za-z0-9_-]{16,256}$/;

/**
 * The token of this browser tab. A fragment never leaves the browser, but it
 * stays in the history and on screenshots, so it is moved to sessionStorage
 * and removed from the address bar at once.
 */
export function takeToken(page: Pick<Window, 'location' | 'history' | 'sessionStorage'>): string | null {
  const match = /(?:^#|[#&?])token=([^&]*)/.exec(page.location.hash);
  const offered = match?.[1];
  if (offered !== undefined) {
    page.history.replaceState(null, '', `${page.location.pathname}${page.location.search}#/`);
    if (tokenPattern.test(offered)) page.sessionStorage.setItem(tokenKey, offered);
  }
  return storedToken(page);
}

export function storedToken(page: Pick<Window, 'sessionStorage'>): string | null {
  return page.sessionStorage.getItem(tokenKey);
}

/** The token in what a person pasted: the token itself, or a link that carries it. null: there is none in it. */
export function tokenIn(pasted: string): string | null {
  const text = pasted.trim();
  const found = /[#&?]token=([^&\s]*)/.exec(text)?.[1] ?? text;
  return tokenPattern.test(found) ? found : null;
}

export function storeToken(page: Pick<Window, 'sessionStorage'>, token: string): void {
  page.sessionStorage.setItem(tokenKey, token);
}

/** `ws` or `wss` URL of `/rpc` on the page's own origin. */
export function rpcUrl(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/rpc`;
}

/** Close codes in plain words; RFC 6455 section 7.4.1, and 4401/4403 as the server uses them for a refused token. */
export function closeReason(code: number, reason: string): string {
  if (reason !== '') return reason;
  if (code === 4401 || code === 4403 || code === 1008)
    return 'The server refused the token of this page. Open the link that hecated printed.';
  if (code === 1009) return 'A message was larger than the server accepts.';
  if (code === 1001) return 'The server is stopping.';
  return 'The connection to the server was lost.';
}

/** Wraps an open WebSocket-like object into a pipe; frames that come before the first listener are kept. */
export function pipeFromWebSocket(socket: WebSocket): FramePipe {
  const frameListeners = new Set<(frame: string) => void>();
  const closeListeners = new Set<(reason: string) => void>();
  let waiting: string[] = [];
  let closed: string | null = null;

  socket.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (typeof event.data !== 'string') return;
    if (frameListeners.size === 0) waiting = [...waiting, event.data];
    for (const listener of [...frameListeners]) listener(event.data);
  });
  socket.addEventListener('close', (event) => {
    closed = closeReason(event.code, event.reason);
    for (const listener of [...closeListeners]) listener(closed);
    closeListeners.clear();
  });

  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    onFrame: (listener) => {
      frameListeners.add(listener);
      const kept = waiting;
      waiting = [];
      for (const frame of kept) listener(frame);
      return () => frameListeners.delete(listener);
    },
    onClose: (listener) => {
      if (closed !== null) listener(closed);
      else closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    close: () => {
      socket.close();
    },
  };
}

/** Opens the socket; rejects with the reason in plain words. The token travels as a subprotocol, which is not logged as a URL would be. */
export function openWebSocketPipe(url: string, token: string | null): Promise<FramePipe> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, token === null ? ['hecate'] : ['hecate', `hecate.token.${token}`]);
    const pipe = pipeFromWebSocket(socket);
    const removeClose = pipe.onClose((reason) => {
      reject(new Error(token === null ? 'This page has no token. Open the link that hecated printed.' : reason));
    });
    socket.addEventListener('open', () => {
      removeClose();
      resolve(pipe);
    });
  });
}
