/**
 * The window's only door: a pipe of text frames over a MessagePort. Nothing is
 * interpreted here; the shell checks who asks and carries frames to hecated.
 * The shape is FramePipe and HecateBridge of src-renderer/src/api/pipe.ts.
 */
import { contextBridge, ipcRenderer } from 'electron';

type Listener = (text: string) => void;
/** What comes through the port: a frame, or a note of the shell about the pipe itself. */
type Delivery = string | { readonly open: true } | { readonly closed: string };

contextBridge.exposeInMainWorld('hecate', {
  connect: () =>
    new Promise((resolve, reject) => {
      const { port1: port, port2: remote } = new MessageChannel();
      const frames = new Set<Listener>();
      const closings = new Set<Listener>();
      const waiting: string[] = [];
      let closed: string | undefined;
      const finish = (reason: string): void => {
        if (closed !== undefined) return;
        closed = reason;
        reject(new Error(reason));
        for (const listener of closings) listener(reason);
        port.close();
      };
      const pipe = {
        send: (frame: string) => {
          if (closed === undefined) port.postMessage(frame);
        },
        onFrame: (listener: Listener) => {
          frames.add(listener);
          for (const frame of waiting.splice(0)) listener(frame);
          return () => frames.delete(listener);
        },
        onClose: (listener: Listener) => {
          if (closed === undefined) closings.add(listener);
          else listener(closed);
          return () => closings.delete(listener);
        },
        close: () => {
          finish('The window closed the connection.');
        },
      };
      port.addEventListener('message', (event) => {
        const data = (event as unknown as { readonly data: Delivery }).data;
        if (typeof data !== 'string') {
          if ('open' in data) resolve(pipe);
          else finish(data.closed);
        } else if (frames.size === 0) waiting.push(data);
        else for (const listener of frames) listener(data);
      });
      port.start();
      ipcRenderer.postMessage('hecate:connect', null, [remote]);
    }),
});
