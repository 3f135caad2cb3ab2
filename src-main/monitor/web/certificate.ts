/**
 * The self-signed certificate for listening beyond loopback. Made by the
 * openssl program, because Node can use certificates and cannot make one.
 */
import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the whole certificate, as browsers show it. */
  readonly fingerprint: string;
  readonly renewAtMs: number;
}

export interface CertificateOptions {
  /** Where web-cert.pem and web-key.pem are kept. */
  readonly folder: string;
  /** Names and addresses it is for; the first one is its subject. */
  readonly names: readonly string[];
  readonly nowMs: () => number;
  /** Program to call; `openssl` unless told otherwise. */
  readonly program?: string;
}

/** Apple refuses more than 825 days even from a certificate that its owner trusts: support.apple.com/103769. */
const validDays = 730;
const dayMs = 24 * 60 * 60 * 1000;
const renewBeforeMs = 30 * dayMs;
const programTimeoutMs = 20_000;

/** The stored one while it is good, else a new one. Rejects with the reason in plain words. */
export async function webCertificate(options: CertificateOptions): Promise<Certificate> {
  const stored = readStored(options);
  if (stored !== undefined) return stored;
  await makeNew(options);
  const made = readStored(options);
  if (made === undefined) throw new Error('openssl made a certificate that cannot be used');
  return made;
}

function files(folder: string): { readonly cert: string; readonly key: string } {
  return { cert: path.join(folder, 'web-cert.pem'), key: path.join(folder, 'web-key.pem') };
}

/** undefined when there is none, when key and certificate do not belong together, when others could read the key, or near its end. */
function readStored({ folder, names, nowMs }: CertificateOptions): Certificate | undefined {
  const { cert: certFile, key: keyFile } = files(folder);
  if (!existsSync(certFile) || !existsSync(keyFile)) return undefined;
  try {
    if ((statSync(keyFile).mode & 0o077) !== 0) return undefined;
    const [cert, key] = [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')];
    const parsed = new X509Certificate(cert);
    const renewAtMs = parsed.validToDate.getTime() - renewBeforeMs;
    const [subject = ''] = names;
    const covers = (isIP(subject) === 0 ? parsed.checkHost(subject) : parsed.checkIP(subject)) !== undefined;
    if (!covers || nowMs() >= renewAtMs || !parsed.checkPrivateKey(createPrivateKey(key))) return undefined;
    return { cert, key, fingerprint: parsed.fingerprint256, renewAtMs };
  } catch {
    return undefined; // damaged: made anew like a missing one
  }
}

async function makeNew(options: CertificateOptions): Promise<void> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const scratch = mkdtempSync(path.join(options.folder, '.web-cert-'));
  try {
    const made = files(scratch);
    const config = path.join(scratch, 'openssl.cnf');
    writeFileSync(config, configText(options.names), { mode: 0o600 });
    // The file exists with its mode before the program writes the key into it.
    writeFileSync(made.key, '', { mode: 0o600 });
    await callOpenssl(options.program ?? 'openssl', [
      ...['req', '-x509', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-sha256'],
      ...['-days', String(validDays), '-config', config, '-keyout', made.key, '-out', made.cert],
    ]);
    for (const file of [made.key, made.cert]) chmodSync(file, 0o600);
    const kept = files(options.folder);
    // A crash between the two leaves a pair that does not match, which is then made anew.
    renameSync(made.key, kept.key);
    renameSync(made.cert, kept.cert);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A configuration of our own, because the one of the system may be missing or ask questions: config(5ssl), x509v3_config(5ssl). */
function configText(names: readonly string[]): string {
  const alternatives = names.map((name, index) => `${isIP(name) === 0 ? 'DNS' : 'IP'}.${String(index + 1)} = ${name}`);
  return `[req]
prompt = no
distinguished_name = subject
x509_extensions = extensions
[subject]
CN = ${(names[0] ?? '').slice(0, 64)}
O = HecateOS Control Center
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = @names
[names]
${alternatives.join('\n')}
`;
}

function callOpenssl(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: programTimeoutMs, env: { PATH: process.env['PATH'] ?? '' } }, (error, _output, complaint) => {
      if (error === null) resolve();
      else if (error.code === 'ENOENT') {
        reject(
          new Error('the openssl program is not installed; it makes the certificate. Install the package openssl of your distribution'),
        );
      } else reject(new Error(`openssl could not make a certificate: ${complaint.trim().split('\n').at(-1) ?? error.message}`));
    });
  });
}
