/** Who may come in. Every request and every upgrade passes here first, in this order: name, page, token. */
import type { IncomingMessage } from 'node:http';
import type { Callers } from './callers.ts';
import { type HttpAnswer, textAnswer } from './rest/httpAnswer.ts';
import { isToken } from './token.ts';
import type { TokenGuard } from './tokenGuard.ts';

export interface GateOptions {
  readonly callers: Callers;
  readonly guard: TokenGuard;
  readonly token: () => string;
}

export interface Gate {
  /** undefined: came by a name of ours and from no foreign page. */
  refuseCaller(request: IncomingMessage): HttpAnswer | undefined;
  /** undefined: showed the token. */
  refuseToken(request: IncomingMessage): HttpAnswer | undefined;
}

const tokenProtocol = 'hecate.token.';
/** One of these and the token of 43 characters fit many times; more is nobody's handshake. */
const maxProtocolsLength = 1024;

export function createGate({ callers, guard, token }: GateOptions): Gate {
  return {
    refuseCaller({ headers, socket }) {
      // RFC 9110 section 15.5.20: directed at a server that does not answer for that name.
      if (!callers.isHost(headers.host, socket.localAddress)) return textAnswer(421, 'this server does not answer for that Host');
      if (!callers.isOrigin(headers.origin, headers.host)) return textAnswer(403, 'wrong Origin');
      return undefined;
    },
    refuseToken(request) {
      const given = givenToken(request);
      if (given === undefined) return textAnswer(401, 'a token is needed: Authorization: Bearer <token>', { 'WWW-Authenticate': 'Bearer' });
      if (isToken(given, token())) return undefined;
      const waitSeconds = guard.wrong(request.socket.remoteAddress);
      if (waitSeconds === 0) return textAnswer(401, 'wrong token', { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
      return textAnswer(429, 'too many wrong tokens', { 'Retry-After': String(waitSeconds) });
    },
  };
}

/**
 * From the header, or, because a browser can set no header on a WebSocket, from
 * a subprotocol. Unlike a URL neither stands in logs and histories.
 */
function givenToken({ headers }: IncomingMessage): string | undefined {
  const bearer = /^Bearer ([!-~]{1,512})$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const offered = headers.upgrade === undefined ? '' : (headers['sec-websocket-protocol'] ?? '');
  if (offered.length > maxProtocolsLength) return undefined;
  const protocols = offered.split(',').map((protocol) => protocol.trim());
  if (!protocols.includes('hecate')) return undefined;
  return protocols.find((protocol) => protocol.startsWith(tokenProtocol))?.slice(tokenProtocol.length);
}
