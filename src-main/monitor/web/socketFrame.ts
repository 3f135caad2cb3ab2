/** Frames that a server sends on a WebSocket (RFC 6455 section 5.2): final, unmasked, not compressed. Bytes made once serve every client. */
const finalText = 0x81;

/** Header of a text frame whose payload has this many bytes. */
export function textHeader(payloadBytes: number): Buffer {
  const header = Buffer.allocUnsafe(headerBytes(payloadBytes));
  writeHeader(header, payloadBytes);
  return header;
}

/** A whole text frame. */
export function textFrame(text: string): Buffer {
  const payloadBytes = Buffer.byteLength(text);
  const start = headerBytes(payloadBytes);
  // Not from the pool: it may wait in a socket for long and would hold what is beside it.
  const frame = Buffer.allocUnsafeSlow(start + payloadBytes);
  writeHeader(frame, payloadBytes);
  frame.write(text, start, 'utf8');
  return frame;
}

export const pingFrame = Buffer.from([0x89, 0]);

/** Answer to a ping; its payload, at most 125 bytes, comes back. */
export function pongFrame(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x8a, payload.length]), payload]);
}

function headerBytes(payloadBytes: number): number {
  if (payloadBytes < 126) return 2;
  return payloadBytes < 65_536 ? 4 : 10;
}

function writeHeader(target: Buffer, payloadBytes: number): void {
  target[0] = finalText;
  if (payloadBytes < 126) target[1] = payloadBytes;
  else if (payloadBytes < 65_536) {
    target[1] = 126;
    target.writeUInt16BE(payloadBytes, 2);
  } else {
    target[1] = 127;
    target.writeBigUInt64BE(BigInt(payloadBytes), 2);
  }
}
