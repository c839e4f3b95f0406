import type { SourceName } from '../model/item.ts';
import { type LeftOut, type Receipt, type ReceiptSums, sumLines } from '../model/receipt.ts';
import { agree, counted, formats } from './formats.ts';
import type { ProtectionFacts, Sentence } from './protection-words.ts';
import { FAULT_SENTENCES } from './sentences.ts';
import { countedOf, listedOf, SOURCE_WORDS } from './source-words.ts';

/** What the last run says of the copy. `isBusy`: another one is under way. */
export function receiptSentence(
  receipt: Receipt,
  facts: ProtectionFacts,
  isBusy: boolean,
): Sentence {
  const sums = sumLines(receipt.lines);
  const at = formats.time(receipt.endedAt);
  if (receipt.verdict === 'stopped') return stoppedSentence(receipt, sums, facts, isBusy);
  const listed = `${capital(formats.within(receipt.endedAt, facts.now))} Microsoft listed ${listedOf(sums.listed, sourcesIn(receipt))} of yours.`;
  const out = leftOutWords(sums.leftOut);
  if (receipt.verdict === 'complete') {
    return {
      tone: 'ok',
      title: out
        ? 'Everything you chose is in your copy.'
        : 'Everything Microsoft lists is in your copy.',
      text: `${listed} ${out ? `All but ${out} are` : sums.listed === 1 ? 'It is' : 'All of them are'} here${sums.keptBeyond > 0 ? `, and ${formats.count(sums.keptBeyond)} more that Microsoft no longer lists` : ''}.`,
      brief: `Complete, ${at}`,
      action: 'back-up',
    };
  }
  const missing = Math.max(sums.missing, receipt.gaps.length);
  if (missing === 0) return unreadSentence(receipt, listed, at);
  const here = `${listed} ${formats.count(sums.stored)} of them are here${out && `, without ${out}`}. The other ${formats.count(missing)} ${agree(missing, 'is', 'are')}`;
  return {
    tone: 'gap',
    title: `All but ${countedOf(missing, lackingIn(receipt))} are in your copy.`,
    text: `${here} named below and asked for again with the next copy.`,
    textAlone: `${here} asked for again with the next copy.`,
    brief: `All but ${formats.count(missing)}, ${at}`,
    action: 'back-up',
  };
}

/** "12 files (3 GB) that you left out"; empty when nothing is. */
export function leftOutWords({ files, bytes }: LeftOut): string {
  return files === 0 ? '' : `${counted(files, 'file')} (${formats.bytes(bytes)}) that you left out`;
}

function unreadSentence(receipt: Receipt, listed: string, at: string): Sentence {
  const lines = receipt.lines.filter((line) => !line.readToEnd);
  const unread = lines.length;
  const [one, many] = SOURCE_WORDS[lines[0]?.source ?? receipt.of.source].places;
  return {
    tone: 'gap',
    title: `${formats.count(unread)} ${agree(unread, `${one} was`, `${many} were`)} not read to the end.`,
    text: `${listed} There may be more in ${agree(unread, `that ${one}`, `those ${many}`)}; the next copy reads on where this one ended.`,
    brief: `Incomplete, ${at}`,
    action: 'back-up',
  };
}

function stoppedSentence(
  receipt: Receipt,
  sums: ReceiptSums,
  facts: ProtectionFacts,
  isBusy: boolean,
): Sentence {
  const when = formats.within(receipt.endedAt, facts.now);
  const kept = `${listedOf(sums.stored, [receipt.of.source])} ${agree(sums.stored, 'is', 'are')} here and stay${agree(sums.stored, 's', '')} here.`;
  if (isBusy) {
    return {
      tone: 'busy',
      title: `The copy${ofSource(receipt, facts)} goes on where it stopped.`,
      text: kept,
      brief: 'Copying',
      action: null,
    };
  }
  if (receipt.reason === null) {
    return {
      tone: 'gap',
      title: `You stopped the copy${ofSource(receipt, facts)} ${when}.`,
      text: `${kept} It goes on where it was.`,
      brief: 'Stopped',
      action: 'go-on',
    };
  }
  const sentence = FAULT_SENTENCES[receipt.reason];
  return {
    tone: 'gap',
    title: `The last copy${ofSource(receipt, facts)} stopped ${when}.`,
    text: `${sentence.happened} ${kept} ${sentence.todo}`.trim(),
    brief: 'Stopped',
    action: receipt.reason === 'signed-out' ? 'sign-in' : 'go-on',
  };
}

function sourcesIn({ lines, of }: Receipt): SourceName[] {
  return lines.length === 0 ? [of.source] : lines.map(({ source }) => source);
}

function lackingIn(receipt: Receipt): SourceName[] {
  const lacking = receipt.lines.filter(({ missing }) => missing > 0);
  const sources = [...lacking, ...receipt.gaps].map(({ source }) => source);
  return sources.length === 0 ? sourcesIn(receipt) : sources;
}

/** Said where more than one source is copied. */
function ofSource({ of }: Receipt, { status }: ProtectionFacts): string {
  const isOne = status.lastReceipts.every((each) => each.of.source === of.source);
  return isOne ? '' : ` of ${SOURCE_WORDS[of.source].your}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
