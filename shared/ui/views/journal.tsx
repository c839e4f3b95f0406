import './journal.css';
import { type Receipt, sumLines } from '../../model/receipt.ts';
import type { JournalEntry } from '../../model/restore.ts';
import { useFace } from '../face.ts';
import { agree, counted, formats } from '../formats.ts';
import { Icon } from '../parts/icon.tsx';
import { FaultNote } from '../parts/note.tsx';
import { useTitle } from '../parts/use-title.ts';
import { SOURCE_WORDS } from '../source-words.ts';
import { things } from '../thing-words.ts';
import { useAnswer } from '../use-engine.ts';

const LISTED = 200;

/** Every copy and every restore, newest first; each line opens its receipt. */
export function Journal() {
  const { engine, status } = useFace();
  useTitle('Journal');
  const latest = status.value?.lastReceipts[0]?.endedAt;
  const latestJournal = status.value?.lastJournal[0]?.id;
  const answer = useAnswer(async () => {
    const [receipts, entries] = await Promise.all([
      engine.listReceipts(LISTED),
      engine.listJournal(LISTED),
    ]);
    return { receipts, entries };
  }, [latest, latestJournal]);
  const lines = [
    ...(answer.value?.receipts ?? []).map((receipt) => ({
      at: receipt.endedAt,
      key: receipt.job as string,
      line: <CopyLine receipt={receipt} />,
    })),
    ...(answer.value?.entries ?? []).map((entry) => ({
      at: entry.endedAt ?? entry.startedAt,
      key: entry.id as string,
      line: <RestoreLine entry={entry} />,
    })),
  ].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <div class="page">
      <h1>Journal</h1>
      <p>Every copy and every restore, newest first. Nothing in here is ever taken out.</p>
      {answer.fault && <FaultNote fault={answer.fault} again={answer.again} />}
      {answer.value && lines.length === 0 && (
        <p class="quiet">
          Nothing has happened yet. <a href="/">Back up now</a>
        </p>
      )}
      <ul class="journal">
        {lines.map(({ key, line }) => (
          <li key={key}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function CopyLine({ receipt }: { receipt: Receipt }) {
  const now = useFace().now.value;
  const sums = sumLines(receipt.lines);
  const missing = Math.max(sums.missing, receipt.gaps.length);
  const { added, changed, moved, gone } = receipt.changes;
  return (
    <a href={`/receipt/${receipt.job}`}>
      <Icon name={SOURCE_WORDS[receipt.of.source].icon} />
      <span>
        Copy of {SOURCE_WORDS[receipt.of.source].your}:{' '}
        {receipt.verdict === 'complete' ? (
          'complete'
        ) : (
          <span class="incomplete">
            {receipt.verdict === 'stopped'
              ? 'stopped'
              : `incomplete, ${formats.count(missing)} of ${formats.count(sums.listed)}`}
          </span>
        )}
      </span>
      <p>
        {formats.count(added)} new, {formats.count(changed)} changed, {formats.count(moved)} moved,{' '}
        {formats.count(gone)} gone
      </p>
      <time dateTime={receipt.endedAt} title={formats.full(receipt.endedAt)}>
        {formats.short(receipt.endedAt, now)}
      </time>
    </a>
  );
}

/** Of a conversation: what was written for it. */
const UNITS = { post: 'post', files: 'file', mail: 'day' } as const;
const WAYS = {
  post: 'Posted again',
  files: 'Files put back',
  mail: 'Sent to the mailbox',
} as const;

function wayWords({ way }: JournalEntry): string {
  return way === undefined ? 'Restored' : WAYS[way];
}

function RestoreLine({ entry }: { entry: JournalEntry }) {
  const now = useFace().now.value;
  const { movedBack, madeAgain, leftAlone, failed } = entry.counts;
  const done = movedBack + madeAgain;
  return (
    <a href={`/journal/${entry.id}`}>
      <Icon name={entry.kind === 'undo' ? 'undo' : 'restore'} size={20} />
      <span class="cut" dir="auto">
        {entry.kind === 'undo' ? 'Undone' : wayWords(entry)}: {entry.label}
      </span>
      <p>
        {entry.endedAt === null ? 'Not ended; ' : ''}
        {entry.way === undefined ? things(entry.source, done) : counted(done, UNITS[entry.way])}
        {leftAlone > 0 && `, ${formats.count(leftAlone)} left alone`}
        {failed > 0 && `, ${formats.count(failed)} failed`}
        {entry.undoneBy && `. ${agree(done, 'It was', 'They were')} taken out again`}
        {entry.canUndo && '. Can be undone'}
      </p>
      <time dateTime={entry.startedAt} title={formats.full(entry.startedAt)}>
        {formats.short(entry.startedAt, now)}
      </time>
    </a>
  );
}
