import { type GraphCall, isJson, type Json } from './answer.ts';
import { badRequest, GraphError } from './graph-error.ts';

/** Graph's largest JSON request. Source: github.com/microsoftgraph/microsoft-graph-docs/issues/11806. */
const MOST_BODY_BYTES = 4 * 1024 * 1024;

/** Faults: 413 above 4 MB. */
export function checkLength(call: GraphCall): void {
  if (call.body.length > MOST_BODY_BYTES) {
    throw new GraphError(413, 'BadRequest', 'The maximum request length supported is 4MB.');
  }
}

/** The JSON object of a request. Faults: 400 when it is none or not sent as JSON, 413 above 4 MB. */
export function jsonBody(call: GraphCall): Json {
  checkLength(call);
  const type = call.headers.get('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw badRequest(
      'A valid Content-Type header of application/json is missing.',
      'RequestBodyRead',
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(call.body));
  } catch {
    throw unreadable('The body is not JSON.');
  }
  if (!isJson(value)) throw unreadable('The body is not an object.');
  return value;
}

/** An action's parameter; Graph takes its name in any case. */
export function parameter(body: Json, name: string): unknown {
  const key = Object.keys(body).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : body[key];
}

export function unreadable(message: string): GraphError {
  return badRequest(message, 'UnableToDeserializePostBody');
}
