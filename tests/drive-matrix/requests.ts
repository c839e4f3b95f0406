/** Every kind of request that a copy, a restore and an undo of a drive make. */
export const REQUESTS = [
  'drive',
  'first delta',
  'delta',
  'children',
  'item',
  'file address',
  'by path',
  'batch',
  'download',
  'versions',
  'folder create',
  'session create',
  'fragment',
  'session state',
  'session end',
  'empty file',
  'change',
  'delete',
  'restore version',
] as const;

export type RequestKind = (typeof REQUESTS)[number];

const RULES: readonly (readonly [RequestKind, string, RegExp])[] = [
  ['fragment', 'PUT', /\/uploadSession\?/],
  ['session state', 'GET', /\/uploadSession\?/],
  ['session end', 'DELETE', /\/uploadSession\?/],
  ['download', 'GET', /\/download\.aspx\?/],
  ['batch', 'POST', /\/\$batch$/],
  ['drive', 'GET', /\/me\/drive\/root$/],
  ['delta', 'GET', /\/delta.*token=/],
  ['first delta', 'GET', /\/delta/],
  ['folder create', 'POST', /\/children$/],
  ['children', 'GET', /\/children\?/],
  ['session create', 'POST', /\/createUploadSession$/],
  ['restore version', 'POST', /\/restoreVersion$/],
  ['versions', 'GET', /\/versions$/],
  ['empty file', 'PUT', /\/content(\?|$)/],
  ['by path', 'GET', /:\/[^/]+:$/],
  ['file address', 'GET', /downloadUrl/i],
  ['item', 'GET', /\/items\/[^/?]+$/],
  ['change', 'PATCH', /\/items\//],
  ['delete', 'DELETE', /\/items\//],
];

/** Throws for a request that nobody has thought of. */
export function kindOf(request: Request): RequestKind {
  const { pathname, search } = new URL(request.url);
  const address = decodeURIComponent(pathname) + decodeURIComponent(search);
  const rule = RULES.find(([, method, path]) => method === request.method && path.test(address));
  if (rule === undefined) throw new Error(`the matrix knows no ${request.method} ${address}`);
  return rule[0];
}
