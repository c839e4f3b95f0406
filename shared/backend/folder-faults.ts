import { Fault, type FaultCode } from '../model/fault.ts';

/**
 * What a folder of the File System Access API throws, by name, once trying again has not helped.
 * Sources: fs.spec.whatwg.org; Chromium's `file_error.cc` for what the disk said underneath
 * (EACCES and EROFS come as NoModificationAllowedError, a file in use as
 * InvalidModificationError, a failed swap file as InvalidStateError).
 */
const FAULTS: Readonly<Record<string, readonly [FaultCode, string]>> = {
  NotAllowedError: ['forbidden', 'permission withdrawn'],
  SecurityError: ['forbidden', 'permission withdrawn'],
  // Not an abort of ours: a browser looks at a file when it is closed, and may refuse to keep it.
  AbortError: ['forbidden', 'the browser refused to keep the file'],
  QuotaExceededError: ['quota', 'no room left in the folder'],
  NotReadableError: ['corrupt', 'a file can not be read back'],
  NoModificationAllowedError: ['locked', 'another program holds a file'],
  InvalidModificationError: ['locked', 'another program holds a file'],
  InvalidStateError: ['locked', 'another program keeps changing a file'],
  NotFoundError: ['not-found', 'the folder is gone'],
  NotSupportedError: ['unsupported', 'this browser can not write into folders'],
};

/**
 * Sync clients and virus scanners touch a file just when it is written or read, and let go soon
 * (WICG/file-system-access issue 438). A new handle and a little patience are the answer.
 */
const PASSING: ReadonlySet<string> = new Set([
  'InvalidStateError',
  'NoModificationAllowedError',
  'InvalidModificationError',
  'NotReadableError',
]);

export function nameOfError(error: unknown): string {
  if (error instanceof Fault) return '';
  return error instanceof Error || error instanceof DOMException ? error.name : 'unknown';
}

/** Whether it may be over in a moment. */
export function isPassing(error: unknown): boolean {
  return PASSING.has(nameOfError(error));
}

/** undefined for nothing of that name, or a folder where a file is asked for. */
export async function orMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const name = nameOfError(error);
    if (name === 'NotFoundError' || name === 'TypeMismatchError') return undefined;
    throw error;
  }
}

/** The fault for whatever a folder threw; `upstreamCode` keeps the browser's own name for it. */
export function toFolderFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const name = nameOfError(error);
  const [code, message] = FAULTS[name] ?? ['unexpected', `the folder says ${name}`];
  return new Fault(code, message, { cause: error, upstreamCode: name });
}

/** Not even a new file of a new name can be made: nobody holds that one. */
export function readOnlyFault(cause: unknown): Fault {
  return new Fault('forbidden', 'the folder is read-only', {
    cause,
    upstreamCode: nameOfError(cause),
  });
}
