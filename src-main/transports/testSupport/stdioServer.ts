/** Child process of the conformance suite: serves the contract on its standard input and output, logs to standard error. */
import { serve } from '../../contracts/kit/serve.ts';
import { connectStdio } from '../stdio.ts';
import { conformanceContract, createConformanceImplementation } from './conformanceContract.ts';

const log = {
  info: (message: string): void => {
    process.stderr.write(`${message}\n`);
  },
  error: (message: string, error: unknown): string => {
    process.stderr.write(`${message}: ${String(error)}\n`);
    return 'log-1';
  },
};
const connection = connectStdio(undefined, { log, name: 'stdio', maxFrameBytes: Number(process.argv[2]) });
serve(conformanceContract, createConformanceImplementation().implementation, connection, { scope: 'write', log });
connection.listen();
