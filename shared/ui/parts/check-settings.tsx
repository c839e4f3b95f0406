import './check-settings.css';
import { useSignal } from '@preact/signals';
import type { AffectedContainer, CheckLevel } from '../../model/check.ts';
import type { Fault } from '../../model/fault.ts';
import type { CheckProgress } from '../../model/job.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { checkProgressWords, checkWords, lostWords } from '../check-words.ts';
import { healedAt } from '../damage.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { ActButton } from './act-button.tsx';
import { FaultNote, Note } from './note.tsx';

/** Whether what is kept is whole, as the last check found it, and checking it now. */
export function CheckSettings({ status }: { status: EngineStatus }) {
  const { engine, now } = useFace();
  const fault = useSignal<Fault | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const { lastCheck, jobs } = status.upkeep;
  const job = jobs.find((each): each is CheckProgress => each.kind === 'check');
  const isEmpty = status.repository.snapshots === 0;
  const start = (level: CheckLevel) => engine.startCheck(level, 100);
  const { title, text } = checkWords(lastCheck, now.value);
  const healed = healedAt(status);
  return (
    <section aria-labelledby="check">
      <h2 id="check">Whether it is whole</h2>
      {lastCheck?.verdict === 'damaged' ? (
        <Note kind="gap">
          <p class="strong">{title}</p>
          <p>{text}</p>
          {healed !== null && (
            <p>
              The copy {formats.within(healed, now.value)} has fetched what Microsoft still had.
              Check now to see what is left.
            </p>
          )}
          {lastCheck.affected.map((container) => (
            <Affected key={`${container.account} ${container.container}`} container={container} />
          ))}
        </Note>
      ) : (
        <p title={lastCheck ? formats.full(lastCheck.at) : undefined}>
          <span class="strong">{title}</span> {text}
        </p>
      )}
      {job ? (
        <CheckRun job={job} onFault={note} />
      ) : (
        <div class="line">
          <ActButton
            class="button small"
            cannotBecause={isEmpty ? 'Nothing is kept yet' : null}
            act={() => start('quick')}
            onFault={note}
          >
            Check now
          </ActButton>
          <ActButton
            class="button small"
            cannotBecause={isEmpty ? 'Nothing is kept yet' : null}
            act={() => start('full')}
            onFault={note}
          >
            Read everything
          </ActButton>
          <span class="caption">
            The first looks whether everything is there, the second reads all{' '}
            {formats.bytes(status.repository.storedBytes)}.
          </span>
        </div>
      )}
      {fault.value && <FaultNote fault={fault.value} />}
    </section>
  );
}

function CheckRun(props: { job: CheckProgress; onFault(fault: Fault | null): void }) {
  const { job, onFault } = props;
  const { engine } = useFace();
  return (
    <div class="upkeep-run">
      {job.totalBytes > 0 ? (
        <progress aria-label="Checking" max={job.totalBytes} value={job.doneBytes} />
      ) : (
        <progress aria-label="Checking" />
      )}
      <p class="number">{checkProgressWords(job)}</p>
      <ActButton
        class="button small"
        cannotBecause={job.state.kind === 'stopping' ? 'It is stopping' : null}
        act={() => engine.stopJob(job.id)}
        onFault={onFault}
      >
        Stop
      </ActButton>
    </div>
  );
}

/** The messages of one folder that damage hits, by name. */
function Affected({ container }: { container: AffectedContainer }) {
  const { path, count, items, unlisted } = container;
  const unnamed = count - items.length + unlisted;
  return (
    <details class="affected">
      <summary>
        {counted(count + unlisted, 'message')} in <bdi>{path}</bdi>
      </summary>
      <dl>
        {items.map((item) => (
          <div key={item.itemId}>
            <dt dir="auto">{item.label || 'A message whose subject can’t be read, either'}</dt>
            <dd>{lostWords(item)}</dd>
          </div>
        ))}
      </dl>
      {unnamed > 0 && (
        <p class="caption">{counted(unnamed, 'more', 'more')} can’t be named here.</p>
      )}
    </details>
  );
}
