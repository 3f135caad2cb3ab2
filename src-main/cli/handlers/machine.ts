/** `hecate info`. */
import { hardwareContract } from '../../contracts/hardware.ts';
import { clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatInfo, type InfoSection } from '../format/info.ts';

export const info: Handler = async (context) => {
  const hardware = await clientOf(context, hardwareContract);
  const inventory = await hardware.inventory({ redact: context.values.flag('redact') }, { signal: context.signal });
  const section = (context.values.argument('section') ?? null) as InfoSection | null;
  const value = section === null ? inventory : { [section]: inventory[section] };
  print(context, value, () => formatInfo(context.page, inventory, section));
  return exitCodes.ok;
};
