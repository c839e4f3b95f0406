import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Fault, toFault } from '../../model/fault.ts';
import type { JobId } from '../../model/ids.ts';
import type { PutBackPlan, PutBackSelection, PutBackWay, TextLook } from '../../model/put-back.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import {
  fateOfUnit,
  isWrittenUnit,
  NO_HISTORY,
  nothingToDo,
  type PutBackKind,
  unitWords,
  WAY_WORDS,
} from '../put-back-words.ts';
import { useTask } from '../use-task.ts';
import { FaultNote } from './note.tsx';
import { PostPreview } from './post-preview.tsx';
import { PutBackRun } from './put-back-run.tsx';
import { Step, StepDialog } from './step-dialog.tsx';

/** Where Teams puts what people share; in another language it is called otherwise. */
const FOLDER = 'Microsoft Teams Chat Files';

/** How dates are written here. */
export function lookHere(): TextLook {
  const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { locale, timeZone };
}

/** One way of putting a conversation back: what would happen, the yes to it, how it went, the undo. */
export function PutBackDialog(props: {
  selection: PutBackSelection;
  kind: PutBackKind;
  onClose(): void;
}) {
  const { selection, kind, onClose } = props;
  const { engine } = useFace();
  const plan = useSignal<PutBackPlan | null>(null);
  const fault = useSignal<Fault | null>(null);
  const folder = useSignal(FOLDER);
  const job = useSignal<JobId | null>(null);
  const ask = async () => {
    plan.value = null;
    fault.value = null;
    const way: PutBackWay =
      kind === 'files'
        ? { kind, folder: folder.value.trim() || FOLDER }
        : { kind, look: lookHere() };
    try {
      plan.value = await engine.planPutBack(selection, way);
    } catch (error) {
      fault.value = toFault(error);
    }
  };
  useEffect(() => void ask(), []);
  const { title, instead } = WAY_WORDS[kind];
  return (
    <StepDialog title={title} onLeave={onClose}>
      {job.value !== null ? (
        <PutBackRun key={job.value} kind={kind} job={job.value} onClose={onClose} />
      ) : (
        <>
          <p class="quiet">
            {NO_HISTORY} {instead}
          </p>
          {kind === 'files' && (
            <WhichFolder
              folder={folder.value}
              onChange={(name) => {
                folder.value = name;
                void ask();
              }}
            />
          )}
          {plan.value !== null && (
            <Planned
              key={plan.value.id}
              plan={plan.value}
              account={selection.container.account}
              onStarted={(id) => {
                job.value = id;
              }}
              onClose={onClose}
            />
          )}
          {plan.value === null && fault.value === null && (
            <>
              <progress aria-label="Asking Microsoft" />
              <p class="caption" role="status">
                Asking Microsoft what is there. Nothing is written yet.
              </p>
            </>
          )}
          {fault.value && fault.value.code === 'not-found' && kind === 'files' ? (
            <p role="status">No files were shared here.</p>
          ) : (
            fault.value && <Refused fault={fault.value} kind={kind} again={ask} />
          )}
          {plan.value === null && (
            <div class="line put-back-foot">
              <button type="button" class="button" onClick={onClose}>
                Cancel
              </button>
            </div>
          )}
        </>
      )}
    </StepDialog>
  );
}

function Refused(props: { fault: Fault; kind: PutBackKind; again(): void }) {
  if (props.fault.code === 'too-large' && props.kind === 'post') {
    return (
      <p role="alert">
        This is more than 20 posts. Choose fewer messages: Teams is for talking, and its terms do
        not allow to fill a chat with a log.
      </p>
    );
  }
  return <FaultNote fault={props.fault} again={props.again} />;
}

function WhichFolder(props: { folder: string; onChange(name: string): void }) {
  return (
    <label class="put-back-folder">
      Folder in your OneDrive
      <input
        type="text"
        value={props.folder}
        maxLength={120}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}

function Planned(props: {
  plan: PutBackPlan;
  account: PutBackSelection['container']['account'];
  onStarted(job: JobId): void;
  onClose(): void;
}) {
  const { plan, account, onStarted, onClose } = props;
  const face = useFace();
  const except = useSignal<readonly number[]>([]);
  const { act, busy, consent } = WAY_WORDS[plan.way];
  const cannot = cannotActBecause(face);
  const chosen = plan.units.filter((unit, at) => isWrittenUnit(unit) && !except.value.includes(at));
  const task = useTask(async () => {
    if (cannot) return { refused: cannot };
    // Microsoft's window has to be opened from the click itself, before anything else is awaited.
    if (plan.scopesMissing.length > 0) {
      await face.platform.signIn(plan.scopesMissing, account, new AbortController().signal);
    }
    onStarted(await face.engine.startPutBack(plan.id, [...except.value]));
    return null;
  });
  const list = (
    <ul class="put-back-units">
      {plan.units.map((unit, at) => (
        <li key={unit.planned.row.itemId}>
          <UnitHead
            words={unit.planned.row.subject || 'A message'}
            fate={fateOfUnit(plan.way, unit)}
            isTicked={
              plan.units.length === 1 ? null : isWrittenUnit(unit) && !except.value.includes(at)
            }
            canTick={isWrittenUnit(unit)}
            onTick={(isTicked) => {
              const rest = except.value.filter((each) => each !== at);
              except.value = isTicked ? rest : [...rest, at];
            }}
          />
          {unit.html !== null && isWrittenUnit(unit) && <PostPreview unit={unit} />}
          {unit.leftOut.map((words) => (
            <p class="caption" key={words}>
              {words}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
  if (!plan.units.some(isWrittenUnit)) {
    return (
      <>
        {list}
        <p role="status">{nothingToDo(plan)}</p>
        <div class="line put-back-foot">
          <button type="button" class="button" onClick={onClose}>
            Close
          </button>
        </div>
      </>
    );
  }
  const label =
    chosen.length === 1
      ? act
      : `${act.replace(' this', '')}: ${unitWords(plan.way, chosen.length)}`;
  return (
    <Step task={task} label={label} busy={busy} back={{ label: 'Cancel', run: onClose }}>
      {list}
      {plan.scopesMissing.length > 0 && (
        <p class="quiet">
          Microsoft asks next whether Holdfast may {consent} ({plan.scopesMissing.join(', ')}). You
          can take that back at any time; Settings says where.
        </p>
      )}
      {task.refused !== null && <p role="alert">{task.refused}</p>}
    </Step>
  );
}

/** One of several can be left out; the only one can't. */
function UnitHead(props: {
  words: string;
  fate: string;
  /** null: there is nothing to choose. */
  isTicked: boolean | null;
  canTick: boolean;
  onTick(isTicked: boolean): void;
}) {
  const { isTicked } = props;
  const words = (
    <span>
      <span dir="auto">{props.words}</span>
      <span class="caption">{props.fate}</span>
    </span>
  );
  if (isTicked === null) return <div class="put-back-unit">{words}</div>;
  return (
    <label class="put-back-unit">
      <input
        type="checkbox"
        checked={isTicked}
        disabled={!props.canTick}
        onChange={(event) => props.onTick(event.currentTarget.checked)}
      />
      {words}
    </label>
  );
}
