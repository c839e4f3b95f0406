import { Fault, type FaultCode } from '../model/fault.ts';

/**
 * What browsers' storage throws, by name.
 * Source: w3.org/TR/IndexedDB, section 1.2, and fs.spec.whatwg.org.
 */
const CODES: Readonly<Record<string, FaultCode>> = {
  QuotaExceededError: 'quota',
  NotReadableError: 'corrupt',
  DataError: 'corrupt',
  NotAllowedError: 'forbidden',
  SecurityError: 'forbidden',
  NoModificationAllowedError: 'locked',
  VersionError: 'unsupported',
  NotSupportedError: 'unsupported',
};

/** The fault for whatever IndexedDB or a file system of the browser threw. */
export function toStorageFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : 'unknown';
  return new Fault(CODES[name] ?? 'unexpected', `storage says ${name}`, { cause: error });
}
