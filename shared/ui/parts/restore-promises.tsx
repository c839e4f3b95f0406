import type { ComponentChildren } from 'preact';
import type { Difference, RestorePlan } from '../../model/restore.ts';
import type { RestoreOptions } from '../../rpc/protocol.ts';
import { agree, counted, formats } from '../formats.ts';
import { differenceLines, fateOf, looksInBin, propertyWords } from '../restore-words.ts';
import { Icon } from './icon.tsx';

type Line = ReturnType<typeof differenceLines>[number];

/** What a person can count on, and what will not be as it was. */
export function Promises({ plan, options }: { plan: RestorePlan; options: RestoreOptions }) {
  return (
    <ul class="promises">
      {(plan.source === 'mail' ? OF_MAIL : filePromises(plan, options)).map((promise) => (
        <li key={promise}>
          <Icon name="check" />
          {promise}
        </li>
      ))}
      <li>
        <Icon name="check" />
        You can undo all of it later, from the Journal.
      </li>
      <WillDiffer plan={plan} options={options} />
    </ul>
  );
}

const OF_MAIL: readonly string[] = [
  'Dates, senders, read state, flags, categories and attachments as they were. None becomes a draft.',
  'Nothing is sent to anyone. Nothing in your mailbox is replaced or deleted.',
];

function filePromises(plan: RestorePlan, options: RestoreOptions): string[] {
  const replaces = plan.items.some((item) => fateOf(item, options) === 'over');
  if (looksInBin(plan, options)) {
    const again = plan.items.filter((item) => fateOf(item, options) === 'make-again');
    const hasFolders = again.some(({ row }) => row.kind === 'folder' || row.kind === 'package');
    const whole = hasFolders ? ' A folder comes out with all that was in it.' : '';
    return [
      'Names, contents, dates and folders as they were.',
      `What comes out of the recycle bin is shared with whom it was.${whole}`,
      'Nothing is deleted. Contents that are not the kept ones stay in OneDrive as an earlier version.',
    ];
  }
  return [
    'Names, contents, dates and folders as they were.',
    replaces
      ? 'Nothing is deleted or shared. What is replaced stays in OneDrive as an earlier version.'
      : 'Nothing is replaced, deleted or shared.',
  ];
}

function WillDiffer({ plan, options }: { plan: RestorePlan; options: RestoreOptions }) {
  const again = plan.items.filter((item) => fateOf(item, options) === 'make-again');
  if (again.length === 0) return null;
  const isTold = ({ property }: Difference) =>
    property !== 'long-in-new-folder' || options.intoNewFolder !== null;
  const lines = differenceLines(
    again.map(({ willDiffer }) => ({ differences: willDiffer.filter(isTold) })),
  );
  return (
    <>
      <But>
        {plan.source === 'mail'
          ? 'Messages made again have a new identity: links to them from notes or tasks don’t find them.'
          : addressWords(looksInBin(plan, options))}
      </But>
      {lines.map((line) => (
        <But key={line.property}>
          {plan.source === 'mail' ? mailWords(line) : fileWords(line, looksInBin(plan, options))}
        </But>
      ))}
    </>
  );
}

function addressWords(isFromBin: boolean): string {
  return isFromBin
    ? 'What is no longer in the recycle bin is made again and has a new address: links to it from before don’t find it.'
    : 'What is made again has a new address: links to it from before don’t find it.';
}

function But({ children }: { children: ComponentChildren }) {
  return (
    <li class="but">
      <Icon name="info" />
      <span>{children}</span>
    </li>
  );
}

function mailWords({ property, count, was, is }: Line): string {
  const values = is !== null && is !== '' ? ` (${was ? `${was} → ` : ''}${is})` : '';
  return `${propertyWords(property)}: ${formats.count(count)} will not be exactly as ${agree(count, 'it was', 'they were')}${values}.`;
}

/** Said before anything is done: names and paths that OneDrive refuses, and what it can't make. */
function fileWords(line: Line, isFromBin: boolean): string {
  const { property, count, was, is } = line;
  const has = agree(count, 'has', 'have');
  switch (property) {
    case 'name':
      return is
        ? `OneDrive doesn’t take the name “${was}”: it comes back as “${is}”.`
        : `OneDrive doesn’t take ${counted(count, 'name')} as ${agree(count, 'it was', 'they were')}: letters it forbids become “_”. Each is named beside.`;
    case 'name-taken':
      return `Of ${counted(count, 'file')} the name is taken by another one: ${agree(count, 'it gets', 'they get')} a number.`;
    case 'short-name':
      return is
        ? `The path of “${was}” would be too long for OneDrive: it comes back as “${is}”.`
        : `${counted(count, 'path')} would be too long for OneDrive, which takes 400 letters: the names are shortened and keep their endings. Each is named beside.`;
    case 'short-folder':
      return is
        ? `So that paths are not too long for OneDrive, the folder “${was}” is made as “${is}”.`
        : 'So that paths are not too long for OneDrive, some folders are made under shorter names. The result names them.';
    case 'long-path':
      return `${counted(count, 'path')} ${has} more than 400 letters and can’t be shortened further: the folders above are too deep. OneDrive will refuse ${agree(count, 'it', 'them')}; what it refuses is named afterwards.`;
    case 'long-in-new-folder':
      return `In the new folder ${counted(count, 'path')} may be too long for OneDrive: names are shortened then, and the result names each.`;
    case 'notebook':
      return `${counted(count, 'notebook')} ${agree(count, 'comes', 'come')} back as ${agree(count, 'a folder', 'folders')} of section files: only OneNote makes notebooks, and it opens those one by one.`;
    case 'sharing':
      if (isFromBin) {
        return `${formats.count(count)} ${agree(count, 'was', 'were')} shared. What has to be made again is not shared again; with whom it was is kept here.`;
      }
      return `${formats.count(count)} ${agree(count, 'was', 'were')} shared. Nothing is shared again; with whom is kept here.`;
    default:
      return mailWords(line);
  }
}
