/**
 * A program of the tests: measures a disk until it is killed.
 * Arguments: the folder to work in, the id of the test.
 */
import { createNodeHost } from '../../../../../host/node/nodeHost.ts';
import { createScratch } from '../../../../../services/scratch.ts';
import { programTests } from '../index.ts';
import { testContext } from './context.ts';

const [, , folder = '', id] = process.argv;
const test = programTests.find((one) => one.id === id);
if (test === undefined) throw new Error('usage: killedDriver.ts FOLDER TEST');
const context = testContext({ host: createNodeHost(), scratch: createScratch({ stateFolder: folder }) });
const prepared = await test.prepare(context);
for (;;) await prepared.round(context.signal);
