import { Fault } from '../model/fault.ts';

/**
 * Anyone who has a pre-authenticated address may use it, so it must be a protected one, or on our test
 * service, which serves files on the same machine. Fault: `unexpected`.
 */
export function checkFileAddress(address: string, graphOrigin: string): void {
  const url = URL.canParse(address) ? new URL(address) : null;
  const graph = new URL(graphOrigin);
  const isSameHost = url?.hostname === graph.hostname || [url, graph].every(isThisMachine);
  const isTest = graph.protocol === 'http:' && isSameHost;
  if (url?.protocol === 'https:' || isTest) return;
  throw new Fault('unexpected', 'Graph gave an unprotected address for the bytes of a file');
}

function isThisMachine(url: URL | null): boolean {
  return url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}
