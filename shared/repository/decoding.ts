import { Fault } from '../model/fault.ts';

/**
 * Runs a decoder: whatever it stumbles over means that the bytes are not what they should be.
 * `what` names the file or blob for the log.
 */
export function decoding<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw damaged(what, error);
  }
}

/** The same for a decoder that has to be awaited. */
export async function decodingLater<T>(what: string, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    throw damaged(what, error);
  }
}

function damaged(what: string, cause: unknown): Fault {
  return cause instanceof Fault ? cause : new Fault('corrupt', `${what} is damaged`, { cause });
}
