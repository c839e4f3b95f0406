import './retention-settings.css';
import { useSignal } from '@preact/signals';
import { type Fault, toFault } from '../../model/fault.ts';
import type { JobId } from '../../model/ids.ts';
import type { RetentionRule } from '../../model/retention.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { ruleWords } from '../retention-words.ts';
import { alarmWords } from '../scramble-words.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { KeptMoments } from './kept-moments.tsx';
import { FaultNote } from './note.tsx';

/** By which rule older moments are thinned out, what that does, and which of them stay anyway. */
export function RetentionSettings({ status }: { status: EngineStatus }) {
  const { engine, now } = useFace();
  const { value: rule, fault: unread, again } = useAnswer(() => engine.readRetention(), []);
  const fault = useSignal<Fault | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const isChanging = useSignal(false);
  const job = useSignal<JobId | null>(null);
  // Fetched when somebody changes the rule, or asks what would go.
  const { value: form } = useAnswer(
    async () => (isChanging.value ? import('./retention-form.tsx') : null),
    [isChanging.value],
  );
  const isAsked = job.value !== null;
  const { value: asked } = useAnswer(
    async () => (isAsked ? import('./prune-run.tsx') : null),
    [isAsked],
  );
  const { lastPrune } = status.upkeep;
  const isEmpty = status.repository.snapshots === 0;
  const save = (changed: RetentionRule) => {
    engine.writeRetention(changed).then(
      () => {
        job.value = null;
        again();
      },
      (error: unknown) => note(toFault(error)),
    );
  };
  const found = fault.value ?? unread;
  return (
    <section aria-labelledby="long">
      <h2 id="long">How long it is kept</h2>
      <p>
        {rule ? ruleWords(rule) : '…'}{' '}
        {lastPrune &&
          `Thinned out last ${formats.within(lastPrune.at, now.value)}${lastPrune.freedBytes > 0 ? `; ${formats.bytes(lastPrune.freedBytes)} came back` : ''}.`}
      </p>
      <div class="line">
        <button
          type="button"
          class="button small"
          aria-disabled={rule === undefined}
          onClick={() => {
            isChanging.value = rule !== undefined;
          }}
        >
          Change…
        </button>
        <ActButton
          class="button small"
          cannotBecause={isEmpty ? 'Nothing is kept yet' : null}
          act={async () => {
            job.value = await engine.startPrune({
              isDryRun: true,
              removeDamaged: false,
              despiteLosses: false,
            });
          }}
          onFault={note}
        >
          What would go?
        </ActButton>
        <span class="caption">Asking changes nothing.</span>
      </div>
      {asked && job.value !== null && (
        <asked.PruneRun
          key={job.value}
          job={job.value}
          onFault={note}
          alarm={alarmWords(status)}
          onThinOut={async (despiteLosses) => {
            const how = { isDryRun: false, removeDamaged: false, despiteLosses };
            job.value = await engine.startPrune(how);
          }}
        />
      )}
      {!isEmpty && <KeptMoments repository={status.repository} onFault={note} />}
      {form && isChanging.value && rule && (
        <form.RetentionForm
          rule={rule}
          onSave={save}
          onClose={() => {
            isChanging.value = false;
          }}
        />
      )}
      {found && <FaultNote fault={found} />}
    </section>
  );
}
