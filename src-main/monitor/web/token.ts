/** The web token: one secret of 32 random bytes in a file that only its owner may read. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { writeFileAtomically } from '../../services/atomicFile.ts';

/** 32 bytes in base64url. */
const tokenCharacters = 43;
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

export interface TokenStore {
  /** undefined until there is one. */
  readonly current: string | undefined;
  /** Takes the stored one or makes one. Throws when it cannot be stored. */
  ensure(): string;
  /** Replaces it. */
  renew(): string;
}

export function createTokenStore(file: string, complain: (text: string) => void): TokenStore {
  let current: string | undefined;
  function renew(): string {
    const made = randomBytes(32).toString('base64url');
    writeFileAtomically(file, `${made}\n`, 0o600);
    current = made;
    return made;
  }
  return {
    get current() {
      return current;
    },
    ensure() {
      current ??= readToken(file, complain);
      return current ?? renew();
    },
    renew,
  };
}

/** undefined when there is none worth keeping: a token that others could read is no secret any more. */
function readToken(file: string, complain: (text: string) => void): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    complain(`${file}: ${error instanceof Error ? error.message : String(error)}; a new token is made`);
    return undefined;
  }
  try {
    const status = fstatSync(descriptor);
    const own = status.isFile() && status.uid === process.getuid?.() && (status.mode & 0o077) === 0;
    const text = own && status.size <= 256 ? readFileSync(descriptor, 'latin1').trim() : '';
    if (tokenPattern.test(text)) return text;
    complain(`${file}: ${own ? 'is not a token' : 'others could read or change it'}; a new token is made`);
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Takes as long for any wrong text as for the right one. */
export function isToken(given: string, token: string): boolean {
  const padded = Buffer.alloc(tokenCharacters);
  padded.write(given.slice(0, tokenCharacters), 'latin1');
  const same = timingSafeEqual(padded, Buffer.from(token, 'latin1'));
  return same && given.length === tokenCharacters;
}
