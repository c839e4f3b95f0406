import { Fault, type FaultCode, isFault } from '../../model/fault.ts';

/** Why a file that is here can't be shown. What it says goes into `Fault.upstreamCode`. */
export const PREVIEW_TROUBLES = [
  /** Not what its name says, cut off, or broken. */
  'damaged',
  /** Encrypted with a password of its own that we can't ask for. */
  'protected',
  /** A format that browsers can't decode. */
  'not-decoded',
  /** An older or rarer form of a format that is shown otherwise. */
  'old-format',
  /** More than a page can hold, before or after unpacking. */
  'too-large',
  /** Took longer than anybody waits. */
  'too-slow',
] as const;

export type PreviewTrouble = (typeof PREVIEW_TROUBLES)[number];

const CODES: Readonly<Record<PreviewTrouble, FaultCode>> = {
  damaged: 'unreadable',
  protected: 'key-needed',
  'not-decoded': 'unsupported',
  'old-format': 'unsupported',
  'too-large': 'too-large',
  'too-slow': 'too-large',
};

/** A trouble as a fault; the message never holds anything of the file. */
export function previewFault(trouble: PreviewTrouble, cause?: unknown): Fault {
  const details = cause === undefined ? {} : { cause };
  return new Fault(CODES[trouble], `preview: ${trouble}`, { ...details, upstreamCode: trouble });
}

/** The trouble a fault tells of; undefined for a fault from elsewhere. */
export function troubleOf(fault: Fault): PreviewTrouble | undefined {
  return PREVIEW_TROUBLES.find((trouble) => trouble === fault.upstreamCode);
}

/** Whatever a reader of a format threw: its own word that the file is not as it should be. */
export function asDamaged(error: unknown): unknown {
  return isFault(error) || error instanceof DOMException ? error : previewFault('damaged', error);
}

interface TroubleSentence {
  happened: string;
  todo: string;
}

export const TROUBLE_SENTENCES: Readonly<Record<PreviewTrouble, TroubleSentence>> = {
  damaged: {
    happened: 'This file can’t be shown: it is damaged, or not what its name says.',
    todo: 'It is kept byte for byte as it came. Save it and try another program, or look at an earlier state of it.',
  },
  protected: {
    happened: 'This file has a password of its own.',
    todo: 'Save it and open it with the program that made it.',
  },
  'not-decoded': {
    happened: 'This browser can’t show this kind of file.',
    todo: 'Nothing is wrong with it. Save it and open it with a program that knows it.',
  },
  'old-format': {
    happened: 'This is an older form of its format, which is not shown here.',
    todo: 'Nothing is wrong with it. Save it and open it with the program that made it.',
  },
  'too-large': {
    happened: 'There is too much in this file to show it here.',
    todo: 'Save it and open it with a program of its own.',
  },
  'too-slow': {
    happened: 'Showing this file took too long, so it was stopped.',
    todo: 'Save it and open it with a program of its own.',
  },
};
