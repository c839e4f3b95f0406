import { Fault } from '../model/fault.ts';

/**
 * Anyone who has a pre-authenticated address may use it, so it must be a protected one, or on our test
 * service, which serves files on the same machine. Fault: `unexpected`.
 */
export function checkFileAddress(address: string, graphOrigin: string): void {
  const url = URL.canParse(address) ? new URL(address) : null;
  const graph = new URL(graphOrigin);
  const isTest = graph.protocol === 'http:' && url?.hostname === graph.hostname;
  if (url?.protocol === 'https:' || isTest) return;
  throw new Fault('unexpected', 'Graph gave an unprotected address for the bytes of a file');
}
