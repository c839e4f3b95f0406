import '../parts/restore-page.css';
import { useLocation, useRoute } from 'preact-iso/router';
import { asId, type JobId, type JournalId } from '../../model/ids.ts';
import { useFace } from '../face.ts';
import { FaultNote } from '../parts/note.tsx';
import { RestoreResultView } from '../parts/restore-result.tsx';
import { RestoreRun } from '../parts/restore-run.tsx';
import { useTitle } from '../parts/use-title.ts';
import { useAnswer } from '../use-engine.ts';

const LISTED = 1_000;

/** One entry of the Journal: a restore's or an undo's result; undoing runs in the same place. */
export function JournalPage() {
  const { engine } = useFace();
  const { params, query } = useRoute();
  const { route } = useLocation();
  const id = asId<JournalId>(params.id ?? '');
  const job = query.job ? asId<JobId>(query.job) : null;
  const answer = useAnswer(async () => {
    const [entries, result] = await Promise.all([
      engine.listJournal(LISTED),
      engine.readJournal(id),
    ]);
    return { entry: entries.find((entry) => entry.id === id) ?? null, result };
  }, [id, job]);
  useTitle(answer.value?.entry?.label ?? 'Journal');

  if (job) {
    return (
      <div class="restoring">
        <RestoreRun job={job} onEnded={({ journal }) => route(`/journal/${journal ?? id}`, true)} />
      </div>
    );
  }
  if (answer.fault) {
    return (
      <div class="page">
        <h1>Journal</h1>
        <FaultNote fault={answer.fault} again={answer.again} />
      </div>
    );
  }
  if (!answer.value) return null;
  const { entry, result } = answer.value;
  return (
    <RestoreResultView
      kind={entry?.kind ?? 'restore'}
      source={entry?.source ?? result.items[0]?.row.source ?? 'mail'}
      entry={entry}
      result={result}
      untried={[]}
    />
  );
}
