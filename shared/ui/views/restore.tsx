import '../parts/restore-page.css';
import { useSignal } from '@preact/signals';
import { useLocation, useRoute } from 'preact-iso/router';
import { asId, type JobId } from '../../model/ids.ts';
import type { RestoreProgress } from '../../model/job.ts';
import type { RestorePlan } from '../../model/restore.ts';
import type { RestoreOptions } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { withMoment } from '../moment.ts';
import { RestoreItems } from '../parts/restore-items.tsx';
import { RestorePlanView } from '../parts/restore-plan.tsx';
import { RestoreResultView } from '../parts/restore-result.tsx';
import { RestoreRun } from '../parts/restore-run.tsx';
import { useTitle } from '../parts/use-title.ts';
import { fateOf, fateWords, looksInBin } from '../restore-words.ts';
import { type OpenPlan, optionsFor } from '../row-restores.ts';
import { PLACE_WORDS } from '../thing-words.ts';
import { useAnswer } from '../use-engine.ts';

/** Plan, run, result: one page in the same geometry, so that what was promised can be compared. */
export function Restore() {
  const id = useRoute().params.plan ?? '';
  // What was ticked in one plan is not meant for the next.
  return <PlanPage key={id} id={id} />;
}

function PlanPage({ id }: { id: string }) {
  const { query } = useRoute();
  const face = useFace();
  const { route } = useLocation();
  const open = face.restores.openPlan(id);
  const options = useSignal<RestoreOptions>(optionsFor(open?.plan, query.over === '1'));
  const ended = useSignal<RestoreProgress | null>(null);
  const asOfAt = useMomentOf(open);
  const job = query.job ? asId<JobId>(query.job) : null;
  useTitle(ended.value ? 'Restored' : job ? 'Restoring' : 'Restore');

  if (ended.value?.result) {
    return <Ended progress={ended.value} open={open} options={options.value} />;
  }
  if (job) {
    return (
      <div class="restoring">
        <RestoreRun
          job={job}
          onEnded={(progress) => {
            ended.value = progress;
            face.announcement.value = 'Done.';
          }}
        />
        {open && <PlannedItems plan={open.plan} options={options.value} />}
      </div>
    );
  }
  if (!open) return <PlanIsClosed />;
  return (
    <RestorePlanView
      plan={open.plan}
      options={options}
      asOfAt={asOfAt}
      backTo={backFrom(open)}
      onStarted={(started) =>
        route(`/restore/${encodeURIComponent(id)}?job=${encodeURIComponent(started)}`, true)
      }
    />
  );
}

/** When the copy was made that the plan is of; undefined until that is known, null for none. */
function useMomentOf(open: OpenPlan | undefined): string | null | undefined {
  const { engine } = useFace();
  const asOf = open ? asOfOf(open) : null;
  const account = open?.plan.account ?? null;
  const { value: moments } = useAnswer(
    async () => (asOf === null || !open ? [] : engine.listMoments(account, open.plan.source)),
    [asOf, account],
  );
  if (asOf === null) return null;
  return moments?.findLast(({ sequence }) => sequence <= asOf)?.at;
}

function asOfOf({ selection }: OpenPlan): number | null {
  return 'asOf' in selection ? (selection.asOf ?? null) : null;
}

/** Where one came from, at the moment that was looked at there. */
function backFrom(open: OpenPlan): { path: string; label: string } {
  const { targets, source } = open.plan;
  const [target] = targets;
  const { path, label } = PLACE_WORDS[source].page;
  const asOf = asOfOf(open);
  if (!target || targets.length > 1) return { path: withMoment(path, asOf), label };
  return {
    path: withMoment(`${path}/${encodeURIComponent(target.container)}`, asOf),
    label: target.path.split(' / ').at(-1) ?? label,
  };
}

function PlannedItems(props: { plan: RestorePlan; options: RestoreOptions }) {
  return (
    <RestoreItems
      items={props.plan.items.map((planned) => {
        const fate = fateOf(planned, props.options);
        return {
          item: planned.row,
          words: fateWords(fate, looksInBin(props.plan, props.options)),
          isFailed: fate === 'cannot',
          isTicked: null,
        };
      })}
    />
  );
}

function Ended(props: {
  progress: RestoreProgress;
  open: OpenPlan | undefined;
  options: RestoreOptions;
}) {
  const { progress, open, options } = props;
  const { engine } = useFace();
  const journal = useAnswer(() => engine.listJournal(20), [progress.journal]);
  const result = progress.result ?? { items: [], stopped: false };
  const tried = new Set(result.items.map(({ row }) => row.row));
  const untried = (open?.plan.items ?? [])
    .filter((item) => !tried.has(item.row.row) && fateOf(item, options) !== 'left-out')
    .filter(({ outcome }) => outcome !== 'cannot')
    .map(({ row }) => row.row);
  return (
    <RestoreResultView
      kind="restore"
      source={progress.source}
      entry={journal.value?.find(({ id }) => id === progress.journal) ?? null}
      result={result}
      untried={result.stopped ? untried : []}
    />
  );
}

/** A plan lives as long as its page: what the mailbox has may be different by now. */
function PlanIsClosed() {
  return (
    <div class="page">
      <h1>This plan is no longer open.</h1>
      <p>
        Nothing was done by it that the Journal doesn’t name. What Microsoft has may have changed
        since: choose again what to restore, and it is asked anew.
      </p>
      <p class="line">
        <a class="button primary" href="/mail">
          Go to Mail
        </a>
        <a class="button" href="/files">
          Go to Files
        </a>
        <a class="button" href="/journal">
          Journal
        </a>
      </p>
    </div>
  );
}
