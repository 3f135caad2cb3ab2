/** Where the dashboard answers, for people. */
import type { WebAccess } from '../../contracts/monitor.ts';
import { blocks, fields, type Page, paragraph } from '../terminal/layout.ts';
import { safe } from './reading.ts';

export function formatWeb(page: Page, web: WebAccess, showToken: boolean): readonly string[] {
  const answers = web.urls.length > 0;
  return blocks(
    fields(
      page,
      [
        {
          name: 'Dashboard',
          value: answers
            ? web.urls.map(safe).join('  ')
            : web.enabled
              ? 'does not answer'
              : 'switched off (hecate settings set webEnabled true)',
        },
        { name: 'Reach', value: web.beyondLoopback ? 'other machines too; encrypted, and only with the token' : 'this machine only' },
        { name: 'Token', value: tokenText(web.token, showToken) },
        ...(showToken && web.link !== null ? [{ name: 'Link', value: safe(web.link) }] : []),
        { name: 'Certificate', value: web.certificateSha256 === null ? 'none: no encryption' : `SHA-256 ${safe(web.certificateSha256)}` },
        { name: 'Connected', value: String(web.clients) },
      ],
      0,
    ),
    web.problem === null ? [] : paragraph(page, safe(web.problem)).map(page.style.warn),
  );
}

function tokenText(token: string | null, show: boolean): string {
  if (token === null) return 'none yet: it is made when it is first needed';
  return show ? safe(token) : 'hidden (--show-token prints it)';
}
