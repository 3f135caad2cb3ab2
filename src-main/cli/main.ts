/** `hecate`, the command line. Nothing is loaded before it is needed: this file answers --version alone. */
import { productVersion } from '../base/version.ts';

async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`hecate ${productVersion}\n`);
    return;
  }
  const { runProcess } = await import('./process.ts');
  await runProcess(argv);
  const { endIfNative } = await import('../transports/nativeCalls.ts');
  endIfNative();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`hecate: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
