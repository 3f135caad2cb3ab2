/** Text without what identifies a person or one machine; each such part becomes a word that says what it was. */

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const mac = /\b(?:[0-9a-f]{2}[:-]){5,19}[0-9a-f]{2}\b/gi;
/** Four numbers up to 255. Right behind a word that announces a version they are one: that of V8 has four parts. */
const ipv4 =
  /(?<!\d|\d\.|\bv|\b(?:V8|version|firmware|driver)[ :=/]{1,2})(?:(?:25[0-5]|2[0-4]\d|[01]?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|[01]?\d?\d)(?!\d|\.\d)/gi;
// Three groups or more, or a `::`: a time of day or a PCI slot has neither.
const ipv6 =
  /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5})?|::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}))(?![\w:])/gi;
const identifiedBy = /\b((?:PART)?(?:UUID|LABEL)=)[^\s,]+/g;
const wwn = /\b(?:wwn-)?0x[0-9a-f]{16,32}\b/gi;
const interfaceByAddress = /\b(enx|wlx)[0-9a-f]{12}\b/gi;
const home = /(^|[\s=:,"'])(\/(?:var\/)?home\/)[^/\s:,"']+/g;
const mediaUser = /((?:\/run)?\/media\/)[^/\s]+/g;
/** Kernel parameters whose whole value names a host, an account or a secret. */
const namingParameters =
  /\b(ip|nfsroot|rd\.iscsi\.\w+|iscsi_\w+|netroot|systemd\.hostname|hostname|rd\.luks\.\w+|cryptdevice|luks|user|password|token|key|secret)=\S+/gi;

export function redactText(text: string): string {
  return text
    .replace(namingParameters, '$1=[removed]')
    .replace(identifiedBy, '$1[removed]')
    .replace(uuid, '[uuid]')
    .replace(mac, '[address]')
    .replace(interfaceByAddress, '$1[address]')
    .replace(wwn, '[serial]')
    .replace(ipv4, '[address]')
    .replace(ipv6, '[address]')
    .replace(home, '$1$2[user]')
    .replace(mediaUser, '$1[user]');
}
