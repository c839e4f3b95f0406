/**
 * What a web page may do with Graph and read of its answers.
 * Source: header sets of the real service captured in 2024 (pnp/proxy-samples), the same as in
 * dotnet/dev-proxy. Whether Retry-After is exposed on every path is disputed, so it can be hidden.
 */
const GRAPH_METHODS = 'DELETE, GET, MERGE, OPTIONS, POST, PUT, PATCH';
const GRAPH_EXPOSED = [
  'ETag',
  'Location',
  'Preference-Applied',
  'Content-Range',
  'request-id',
  'client-request-id',
  'ReadWriteConsistencyToken',
  'Retry-After',
  'SdkVersion',
  'WWW-Authenticate',
  'x-ms-client-gcc-tenant',
];

export function graphCors(hideRetryAfter: boolean): Record<string, string> {
  const exposed = GRAPH_EXPOSED.filter((name) => !(hideRetryAfter && name === 'Retry-After'));
  return {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': exposed.join(', '),
  };
}

/** Graph allows whatever headers a page asks for. */
export function graphPreflight(request: Request): Response {
  const asked = request.headers.get('access-control-request-headers');
  const headers: Record<string, string> = {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': GRAPH_METHODS,
  };
  if (asked !== null) headers['Access-Control-Allow-Headers'] = asked;
  return new Response(null, { status: 200, headers });
}

/**
 * The upload host allows what an upload needs and no header beside; it exposes nothing, so the
 * Location of the finished attachment can't be read by a page.
 * Source: github.com/microsoftgraph/msgraph-sdk-javascript/issues/220 and 265.
 */
export const UPLOAD_CORS = { 'Access-Control-Allow-Origin': '*' };

export function uploadPreflight(): Response {
  return new Response(null, {
    status: 200,
    headers: {
      ...UPLOAD_CORS,
      'Access-Control-Allow-Methods': 'DELETE, GET, OPTIONS, PUT',
      'Access-Control-Allow-Headers': 'content-range, content-type',
    },
  });
}

/** The token endpoint. Source: a recorded answer to a single-page app (pnp/proxy-samples, 2024). */
export const TOKEN_CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'POST, OPTIONS',
  'Access-Control-Expose-Headers': 'Content-Length,Content-Encoding,x-ms-request-id',
};
