/**
 * Where a link leads, as a browser will spell it when it goes there: a host of look-alike letters
 * shows as "xn--…", characters that turn the writing are escaped, and a name before "@", which can
 * only pose as a host, is gone. undefined for anything but the web, mail and telephone.
 */
export function linkTarget(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!/^(?:https?|mailto|tel):$/.test(url.protocol)) return undefined;
  url.username = '';
  url.password = '';
  return url.href;
}
