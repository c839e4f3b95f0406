const RESERVED = /^(\.lock|con|prn|aux|nul|com[0-9]|lpt[0-9])(\.[^.]*)?$/i;

/**
 * The name as SharePoint takes it, as near to the kept one as can be: names of another drive, or of
 * before a rule was made, may be refused.
 * Source: support.microsoft.com, "Restrictions and limitations in OneDrive and SharePoint".
 */
export function allowedName(name: string, kind: 'file' | 'folder', isAtTop: boolean): string {
  const plain = name
    .replace(/["*:<>?/\\|\p{Cc}]/gu, '_')
    .replace(/_vti_/gi, '_vti-')
    .replace(/^\s+|[\s.]+$/g, '');
  if (plain === '') return '_';
  const isReserved =
    RESERVED.test(plain) ||
    /^(desktop\.ini$|~\$)/i.test(plain) ||
    (isAtTop && /^forms$/i.test(plain)) ||
    (kind === 'folder' && plain.startsWith('~'));
  return isReserved ? `_${plain}` : plain;
}
