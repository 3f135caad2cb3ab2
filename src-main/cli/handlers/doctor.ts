/** `hecate doctor`: what is missing, and what got slower without anybody having looked for it. */
import { benchmarkContract } from '../../contracts/benchmark.ts';
import { hardwareContract } from '../../contracts/hardware.ts';
import { clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatDoctor } from '../format/doctor.ts';

export const doctor: Handler = async (context) => {
  const { signal } = context;
  const hardware = await clientOf(context, hardwareContract);
  const { capabilities } = await hardware.doctor({}, { signal });
  const benchmark = await clientOf(context, benchmarkContract);
  const { regressions } = await benchmark.regressions({}, { signal });
  print(context, { capabilities, regressions }, () => formatDoctor(context.page, capabilities, regressions));
  return exitCodes.ok;
};
