import './backup-progress.css';
import { useEffect, useRef } from 'preact/hooks';
import type { SourceName } from '../../model/item.ts';
import type { BackupProgress } from '../../model/job.ts';
import { useFace } from '../face.ts';
import { agree, counted, formats } from '../formats.ts';
import { SOURCE_WORDS } from '../source-words.ts';
import { ActButton } from './act-button.tsx';

const PHASES: Readonly<Record<Exclude<BackupProgress['phase'], 'attachments'>, string>> = {
  folders: 'Asking which folders there are',
  messages: 'Reading',
  checking: 'Looking for what changed, in',
  finishing: 'Writing down what was kept',
};

/** What is counted on the way, by source. */
const FIGURES: Readonly<
  Record<SourceName, readonly [places: string, items: string, parts: string]>
> = {
  mail: ['Folders', 'Messages', 'Attachments'],
  drive: ['Drives', 'Files and folders', 'Contents'],
  chats: ['Chats', 'Messages', 'Pictures and files'],
};

/**
 * A copy while it runs: how far, what is left, where it is; counters change in place. `of`: what it
 * copies, where several run; each can be paused alone then.
 */
export function BackupProgressBlock({
  job,
  of,
  pause,
}: {
  job: BackupProgress;
  of?: string;
  pause?: () => Promise<void>;
}) {
  const [places, items, parts] = FIGURES[job.source];
  const { announcement } = useFace();
  const share = shareOf(job);
  const quarter = useRef(0);
  useEffect(() => {
    const reached = Math.floor((share ?? 0) * 4);
    if (reached <= quarter.current || reached >= 4) return;
    quarter.current = reached;
    announcement.value = `${reached * 25} percent copied.`;
  }, [share]);
  return (
    <section class="copying" aria-label={of ? `Copying now: ${of}` : 'Copying now'}>
      {of && (
        <header>
          <h2 class="cut">{of}</h2>
          {pause && job.state.kind !== 'stopping' && (
            <ActButton class="button small" act={pause} onFault={() => {}}>
              Pause<span class="heard"> {of}</span>
            </ActButton>
          )}
        </header>
      )}
      {share === null ? (
        <progress aria-label="Copying" />
      ) : (
        <progress aria-label="Copying" max={1} value={share} />
      )}
      <p class="number">{stateWords(job)}</p>
      <dl class="figures">
        <Figure name={places} value={ofTotal(job.folders.done, job.folders.total)} />
        <Figure name={items} value={ofTotal(job.messages.done, job.messages.total)} />
        <Figure name={parts} value={ofTotal(job.attachments.done, job.attachments.total)} />
        <Figure name="Read from Microsoft" value={formats.bytes(job.downloadedBytes)} />
        <Figure name="Stored here" value={formats.bytes(job.storedBytes)} />
      </dl>
      <p class="caption cut">
        {job.phase === 'attachments' ? `Fetching ${parts.toLowerCase()}, in` : PHASES[job.phase]}{' '}
        {job.phase !== 'folders' && job.phase !== 'finishing' && job.place}
        {job.gaps > 0 &&
          `. ${counted(job.gaps, 'thing')} could not be read so far and ${agree(job.gaps, 'is', 'are')} asked for again.`}
      </p>
    </section>
  );
}

function stateWords(job: BackupProgress): string {
  if (job.state.kind === 'stopping') return 'Stopping after what is in hand…';
  if (job.state.kind === 'waiting') {
    return job.state.for === 'consent'
      ? `Waits until Microsoft lets ${SOURCE_WORDS[job.source].your} be read.`
      : 'Waiting. It goes on where it is.';
  }
  return job.leftMs === null ? 'Copying now.' : `Copying now. ${formats.about(job.leftMs)} left.`;
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="number">{value}</dd>
    </div>
  );
}

function ofTotal(done: number, total: number | null): string {
  return total === null || total === 0
    ? formats.count(done)
    : `${formats.count(done)} of ${formats.count(Math.max(done, total))}`;
}

/** From 0 to 1; null while nobody knows how much there is. */
export function shareOf(job: BackupProgress): number | null {
  const { done, total } = job.messages;
  if (total === null || job.phase === 'folders') return null;
  // Attachments come after the texts and take their time: the bar keeps room for them.
  const all = total + job.attachments.total;
  return all === 0 ? null : Math.min(1, (done + job.attachments.done) / all);
}
