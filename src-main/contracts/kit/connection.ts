/**
 * The few methods of a `vscode-jsonrpc` MessageConnection that the kit needs,
 * so that contracts depend on no library and a test can pass a fake. The real
 * connection of every transport satisfies it structurally.
 */

export interface Removable {
  dispose(): void;
}

export interface RpcConnection {
  sendRequest<R>(method: string, params: unknown, token?: unknown): Promise<R>;
  sendNotification(method: string, params?: unknown): Promise<void>;
  onRequest(method: string, handler: (params: unknown, token: RpcToken) => unknown): Removable;
  onNotification(method: string, handler: (params: unknown) => void): Removable;
  onClose(listener: () => void): Removable;
  dispose(): void;
}

export interface RpcToken {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): Removable;
}
