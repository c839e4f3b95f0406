import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { RestorePlan } from '../../model/restore.ts';
import type { RestoreOptions } from '../../rpc/protocol.ts';
import { agree, counted, formats } from '../formats.ts';

interface ChoiceProps {
  plan: RestorePlan;
  options: Signal<RestoreOptions>;
}

function change(options: Signal<RestoreOptions>, by: Partial<RestoreOptions>): void {
  options.value = { ...options.peek(), ...by };
}

/** Where they were, or a folder that is made for it. */
export function WhereTo({ plan, options }: ChoiceProps) {
  const name = useId();
  const [target] = plan.targets;
  const newFolder = `Restored ${formats.date(plan.askedAt)}`;
  const elsewhere = plan.items.filter(({ outcome }) => outcome === 'elsewhere').length;
  return (
    <>
      <h2 id={name}>Where to</h2>
      <div role="radiogroup" aria-labelledby={name}>
        <label class="choice">
          <input
            type="radio"
            name={`${name} to`}
            checked={options.value.intoNewFolder === null}
            onChange={() => change(options, { intoNewFolder: null })}
          />
          <span>
            Where they were
            {plan.targets.length === 1 && target && (
              <>
                : <bdi>{target.path}</bdi>
              </>
            )}
          </span>
          <small>{foldersWords(plan)}</small>
        </label>
        <label class="choice">
          <input
            type="radio"
            name={`${name} to`}
            checked={options.value.intoNewFolder !== null}
            onChange={() => change(options, { intoNewFolder: newFolder })}
          />
          <span>A new folder: {newFolder}</span>
          <small>
            {plan.source === 'mail'
              ? 'Nothing is moved out of Deleted Items then; all are made again.'
              : 'All are made again in it, each in its own folder; what is there stays as it is.'}
          </small>
        </label>
      </div>
      {elsewhere > 0 && options.value.intoNewFolder === null && (
        <label class="choice">
          <input
            type="checkbox"
            checked={options.value.moveFromElsewhere}
            onChange={(event) =>
              change(options, { moveFromElsewhere: event.currentTarget.checked })
            }
          />
          <span>
            Also move back the {formats.count(elsewhere)} that {agree(elsewhere, 'is', 'are')} in
            another folder{plan.source === 'drive' && ' or called otherwise'}
          </span>
          <small>You may have put {agree(elsewhere, 'it', 'them')} there yourself.</small>
        </label>
      )}
    </>
  );
}

function foldersWords({ targets }: RestorePlan): string {
  const missing = targets.filter(({ exists }) => !exists).length;
  if (missing === 0) {
    return agree(targets.length, 'The folder still exists.', 'The folders still exist.');
  }
  const isOnly = missing === 1 && targets.length === 1;
  const what = isOnly
    ? 'The folder is'
    : `${counted(missing, 'folder')} ${agree(missing, 'is', 'are')}`;
  return `${what} gone and made again.`;
}

const CONFLICTS = [
  { conflict: 'keep-both', label: 'Keep both', remark: 'The restored one gets a number.' },
  {
    conflict: 'replace',
    label: 'Put mine over it',
    remark: 'OneDrive keeps the other as a version.',
  },
  { conflict: 'skip', label: 'Leave alone', remark: 'What is there stays as it is.' },
] as const;

/** Of files that are there with other contents; shown only when there are any. */
export function OnConflict({ plan, options }: ChoiceProps) {
  const name = useId();
  const count = plan.items.filter(({ hasOtherContent }) => hasOtherContent).length;
  if (count === 0 || options.value.intoNewFolder !== null) return null;
  return (
    <>
      <h2 id={name}>
        {counted(count, 'file')} {agree(count, 'is', 'are')} there with other contents
      </h2>
      <div role="radiogroup" aria-labelledby={name}>
        {CONFLICTS.map(({ conflict, label, remark }) => (
          <label class="choice" key={conflict}>
            <input
              type="radio"
              name={`${name} conflict`}
              checked={(options.value.conflict ?? 'skip') === conflict}
              onChange={() => change(options, { conflict })}
            />
            <span>{label}</span>
            <small>{remark}</small>
          </label>
        ))}
      </div>
    </>
  );
}
