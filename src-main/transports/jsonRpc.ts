/** The JSON-RPC library as the kit wants it. */
import { createMessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import type { JsonRpcLibrary } from '../contracts/kit/openConnection.ts';

export const jsonRpc: JsonRpcLibrary = { createMessageConnection, ResponseError };
