import './drive-choice.css';
import { useSignal } from '@preact/signals';
import { type Choice, FILE_GROUPS, type FileGroup } from '../../model/choice.ts';
import { type Fault, toFault } from '../../model/fault.ts';
import type { AccountId } from '../../model/ids.ts';
import { choiceWords, GROUP_WORDS, roomWords } from '../choice-words.ts';
import { useFace } from '../face.ts';
import { chosenBytes } from '../folder-choice.ts';
import { formats } from '../formats.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { DriveChoiceTree } from './drive-choice-tree.tsx';
import { FaultNote } from './note.tsx';

const MB = 1_000_000;
const LIMITS = [100 * MB, 500 * MB, 1_000 * MB, 4_000 * MB, 10_000 * MB];
const VERSIONS: readonly { value: Choice['versions']; name: string; costs: string }[] = [
  {
    value: 'off',
    name: 'None',
    costs: 'Every change that a copy sees is kept anyway, from the first copy on.',
  },
  {
    value: 5,
    name: 'The last 5 of each file',
    costs: 'Up to five downloads more for each file, once; then one for each new version.',
  },
  {
    value: 'all',
    name: 'All of them',
    costs: 'Each version is a download; work accounts may hold hundreds of a file.',
  },
];

/**
 * What is copied of somebody's OneDrive: said in a sentence, and on demand chosen, with the size of
 * each folder beside it. Nothing is asked of Microsoft before somebody wants to choose.
 */
export function DriveChoice({ account }: { account: AccountId }) {
  const { engine, announcement } = useFace();
  const {
    value: choice,
    fault,
    again,
  } = useAnswer(() => engine.readChoice(account, 'drive'), [account]);
  const isChanging = useSignal(false);
  if (fault) return <FaultNote fault={fault} again={again} />;
  return (
    <div class="drive-choice">
      <p>{choice ? choiceWords(choice) : '…'}</p>
      {!isChanging.value && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            // Also before the choice has been read: the form is there as soon as it is.
            isChanging.value = true;
          }}
        >
          Choose files…
        </button>
      )}
      {choice && isChanging.value && (
        <ChoiceForm
          account={account}
          choice={choice}
          onClose={(isSaved) => {
            isChanging.value = false;
            if (!isSaved) return;
            announcement.value = 'Saved. It holds from the next copy on.';
            again();
          }}
        />
      )}
    </div>
  );
}

function ChoiceForm(props: {
  account: AccountId;
  choice: Choice;
  onClose(isSaved: boolean): void;
}) {
  const { account, onClose } = props;
  const { engine } = useFace();
  const choice = useSignal(props.choice);
  const fault = useSignal<Fault | null>(null);
  const {
    value: top,
    fault: unknown,
    again,
  } = useAnswer(() => engine.surveyDrive(account, null), [account]);
  const change = (part: Partial<Choice>) => {
    choice.value = { ...choice.value, ...part };
  };
  const flip = (group: FileGroup) => {
    const { without } = choice.value;
    const others = without.filter((each) => each !== group);
    change({ without: others.length === without.length ? [...without, group] : others });
  };
  const { without, largestBytes, versions, waitsOnMetered } = choice.value;
  return (
    <div class="choice-form">
      <Room account={account} choice={choice.value} totalBytes={top?.sizeBytes ?? null} />
      <fieldset>
        <legend>Folders</legend>
        {top && (
          <DriveChoiceTree
            account={account}
            top={top}
            choice={choice.value}
            onChange={(changed) => {
              choice.value = changed;
            }}
          />
        )}
        {!top && !unknown && <p class="caption">Asking Microsoft for folders and sizes…</p>}
        {unknown && <FaultNote fault={unknown} again={again} />}
      </fieldset>
      <fieldset>
        <legend>Kinds of files</legend>
        <div class="kinds">
          {FILE_GROUPS.map((group) => (
            <label class="choice" key={group}>
              <input
                type="checkbox"
                checked={!without.includes(group)}
                onChange={() => flip(group)}
              />
              <span>{GROUP_WORDS[group].name}</span>
              <small>{GROUP_WORDS[group].such}</small>
            </label>
          ))}
        </div>
        <label class="limit">
          <span>Leave out files larger than</span>
          <select
            value={largestBytes ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              change({ largestBytes: value === '' ? null : Number(value) });
            }}
          >
            <option value="">no limit</option>
            {limitsWith(largestBytes).map((limit) => (
              <option key={limit} value={limit}>
                {formats.bytes(limit)}
              </option>
            ))}
          </select>
        </label>
      </fieldset>
      <fieldset>
        <legend>Older versions that Microsoft holds</legend>
        {VERSIONS.map(({ value, name, costs }) => (
          <label class="choice" key={value}>
            <input
              type="radio"
              name={`versions ${account}`}
              checked={versions === value}
              onChange={() => change({ versions: value })}
            />
            <span>{name}</span>
            <small>{costs}</small>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Connection</legend>
        <label class="choice">
          <input
            type="checkbox"
            checked={waitsOnMetered}
            onChange={(event) => change({ waitsOnMetered: event.currentTarget.checked })}
          />
          <span>Wait on metered connections</span>
          <small>
            Chrome and Edge tell of mobile data, data saver and very slow networks; other browsers
            don’t, and then nothing waits.
          </small>
        </label>
      </fieldset>
      <p class="caption">
        What is left out is listed by name, size and date, and the receipt counts it. What is kept
        already stays kept, whatever you choose here.
      </p>
      {fault.value && <FaultNote fault={fault.value} />}
      <div class="line">
        <ActButton
          class="button primary"
          act={async () => {
            await engine.writeChoice(account, 'drive', choice.value);
            onClose(true);
          }}
          onFault={(found) => {
            fault.value = found && toFault(found);
          }}
        >
          Copy it like that
        </ActButton>
        <button type="button" class="button" onClick={() => onClose(false)}>
          Leave it as it was
        </button>
      </div>
    </div>
  );
}

/** A limit of before stays to be chosen. */
function limitsWith(limit: number | null): number[] {
  const all = limit === null || LIMITS.includes(limit) ? LIMITS : [...LIMITS, limit];
  return all.toSorted((a, b) => a - b);
}

/** What the chosen folders need, against what is free. */
function Room(props: { account: AccountId; choice: Choice; totalBytes: number | null }) {
  const { status } = useFace();
  const { choice, totalBytes } = props;
  const now = status.value;
  if (now === null || totalBytes === null) return <p class="room">…</p>;
  const { freeBytes, storedBytes } = now.repository;
  const chosen = chosenBytes(choice, totalBytes);
  const room = { chosenBytes: chosen, keptBytes: storedBytes, freeBytes, folder: now.first.folder };
  const { text, fits } = roomWords(room);
  const most = Math.max(chosen, storedBytes + (freeBytes ?? 0), 1);
  return (
    <div class="room" data-fits={fits}>
      {fits !== null && (
        <div class="much" aria-hidden="true">
          <span style={{ inlineSize: `${(100 * chosen) / most}%` }} />
          <i style={{ insetInlineStart: `${(100 * (storedBytes + (freeBytes ?? 0))) / most}%` }} />
        </div>
      )}
      <p role="status">{text}</p>
    </div>
  );
}
