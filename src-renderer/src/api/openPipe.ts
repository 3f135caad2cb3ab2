/** Where frames come from: the preload in Electron, a WebSocket in a browser. */
import type { FramePipe } from './pipe.ts';
import { openWebSocketPipe, rpcUrl, takeToken } from './webSocketPipe.ts';

export function createPipeOpener(page: Window): () => Promise<FramePipe> {
  const bridge = page.hecate;
  if (bridge !== undefined) return () => bridge.connect();
  const token = takeToken(page);
  return () => openWebSocketPipe(rpcUrl(page.location), token);
}
