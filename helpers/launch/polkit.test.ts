/** The ways to root with a real polkit, pkexec and socket, as an ordinary user, in a mount namespace of their own. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildExecutor } from '../executor/proof/kill.ts';

const needs = [
  '/usr/lib/polkit-1/polkitd',
  '/usr/bin/dbus-daemon',
  '/usr/bin/pkexec',
  '/usr/bin/setpriv',
  '/proc/sys/vm/compaction_proactiveness',
];
const missing = process.getuid?.() === 0 ? needs.filter((file) => !existsSync(file)) : ['root'];
if (missing.length > 0) console.warn(`tests with a real polkit are skipped: this machine lacks ${missing.join(', ')}`);

const userId = 65_534;
const policy = path.resolve(import.meta.dirname, '../../resources/polkit/org.hecateos.control-center.policy');
const probe = path.resolve(import.meta.dirname, 'testSupport/polkitProbe.ts');
const installed = '/run/proof/bin/hecate-executor';

/** polkit finds the action by the path of the program, so the policy is installed with the path that it has here. */
function script(executor: readonly string[], route: string): string {
  return `set -e
mount -t tmpfs hecate /run && mount -t tmpfs hecate /var/lib
mkdir -p /run/dbus /run/proof/bin /run/proof/actions /run/hecate /var/lib/polkit-1 /var/lib/dbus /etc/polkit-1/rules.d
printf '#!/bin/sh\\nexec ${executor.join(' ')} "$@"\\n' > ${installed} && chmod 755 ${installed}
sed 's#/usr/lib/hecate-control-center/bin/hecate-executor#${installed}#' ${policy} > /run/proof/actions/org.hecateos.control-center.policy
mount -t overlay -o lowerdir=/run/proof/actions:/usr/share/polkit-1/actions hecate /usr/share/polkit-1/actions
mount -t tmpfs hecate /etc/polkit-1/rules.d
cat > /etc/polkit-1/rules.d/10-proof.rules <<'RULES'
polkit.addRule(function (action) { if (action.id == "org.hecateos.control-center.reversible") return polkit.Result.YES; });
RULES
chmod 755 /etc/polkit-1/rules.d
dbus-daemon --system --nofork & bus=$!
for try in 1 2 3 4 5 6 7 8 9 10; do [ -S /run/dbus/system_bus_socket ] && break; sleep 0.1; done
/usr/lib/polkit-1/polkitd --no-debug 2>/dev/null >/dev/null & polkit=$!
trap 'kill $polkit $bus $server 2>/dev/null || true' EXIT
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do pkcheck --action-id org.hecateos.control-center.reversible --process $$ 2>/dev/null && break; sleep 0.1; done
${route === 'systemdSocket' ? `${installed} --socket=/run/hecate/executor.sock --state-dir=/var/lib/none 2>/dev/null & server=$!` : 'server='}
${route === 'systemdSocket' ? 'for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -S /run/hecate/executor.sock ] && break; sleep 0.1; done; chmod 755 /run/hecate; mkdir -p /var/lib/none; ln -s /var/lib/none/journal /var/lib/hecate' : ''}
setpriv --reuid=${String(userId)} --regid=${String(userId)} --clear-groups ${process.execPath} ${probe} ${installed} ${route}
`;
}

describe.skipIf(missing.length > 0)('an ordinary user', () => {
  let built: Awaited<ReturnType<typeof buildExecutor>>;
  let folder: string;

  beforeAll(async () => {
    built = await buildExecutor();
    chmodSync(path.dirname(built.command[1] ?? ''), 0o755);
    folder = mkdtempSync(path.join(tmpdir(), 'hecate-polkit-'));
  });

  afterAll(() => {
    built.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['pkexec', 'systemdSocket'])(
    'through %s may do what polkit allows for the class, and is told why not',
    (route) => {
      const before = readFileSync('/proc/sys/vm/compaction_proactiveness', 'utf8');
      const file = path.join(folder, `${route}.sh`);
      writeFileSync(file, script(built.command, route));
      const done = spawnSync('unshare', ['-m', 'sh', file], { encoding: 'utf8', timeout: 60_000 });
      const line = done.stdout.trim().split('\n').at(-1) ?? '';
      expect(line, done.stderr).toMatch(/^\{/);
      expect(JSON.parse(line)).toEqual({
        reversible: `applied for ${String(userId)}`,
        persistent: 'privilege.noAgent',
        irreversible: 'privilege.denied',
        undo: 'restored',
        routes: [route],
      });
      expect(readFileSync('/proc/sys/vm/compaction_proactiveness', 'utf8')).toBe(before);
    },
    90_000,
  );
});
