import type { Answer, Method } from './call.ts';

/**
 * One request and its answer, in the shape in which recordings of Graph are checked against
 * Microsoft's published description: one JSON object a line (`lineOf`). Bodies are parsed JSON, a
 * string for text, or null when there is none or it is binary; status 0 means no answer came.
 */
export interface Exchange {
  method: Method;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: unknown;
  status: number;
  responseHeaders: Record<string, string>;
  responseBody: unknown;
}

/** Called once for every request that was sent. Only tests record: bodies hold a person's mail. */
export type Recorder = (exchange: Exchange) => void;

export function lineOf(exchange: Exchange): string {
  return `${JSON.stringify(exchange)}\n`;
}

/** The token itself is never recorded, only that there was one. */
export function exchangeOf(
  request: { method: Method; url: string; headers: Headers; body: unknown },
  answer: Answer | null,
): Exchange {
  const requestHeaders = Object.fromEntries(request.headers);
  if (requestHeaders.authorization !== undefined) requestHeaders.authorization = 'Bearer masked';
  return {
    method: request.method,
    url: request.url,
    requestHeaders,
    requestBody: typeof request.body === 'string' ? parsed(request.body) : null,
    status: answer?.status ?? 0,
    responseHeaders: answer === null ? {} : Object.fromEntries(answer.headers),
    responseBody: answer === null ? null : bodyOf(answer),
  };
}

function bodyOf(answer: Answer): unknown {
  if (answer.bytes.length === 0) return null;
  const type = answer.headers.get('content-type') ?? '';
  if (!/json|text/i.test(type)) return null;
  const text = new TextDecoder().decode(answer.bytes);
  return /json/i.test(type) ? parsed(text) : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
