import { useSignal } from '@preact/signals';
import type { Fault } from '../../model/fault.ts';
import type { JobId } from '../../model/ids.ts';
import type { PutBackPlan, PutBackSelection, PutBackWay, TextLook } from '../../model/put-back.ts';
import type { ChatDays } from '../chat-part.ts';
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
import { useAnswer } from '../use-engine.ts';
import { useTask } from '../use-task.ts';
import { FaultNote } from './note.tsx';
import { PartChoice, useChosenPart } from './part-choice.tsx';
import { PostPreview } from './post-preview.tsx';
import { PutBackRun } from './put-back-run.tsx';
import { Step, StepDialog } from './step-dialog.tsx';

/** Where Teams puts what people share; in another language it is called otherwise. */
const FOLDER = 'Microsoft Teams Chat Files';
/** So many messages are looked up without being asked: some seconds. */
const MUCH = 2_000;

/** How dates are written here. */
export function lookHere(): TextLook {
  const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { locale, timeZone };
}

/** One way of putting a conversation back: what would happen, the yes to it, how it went, the undo. */
export function PutBackDialog(props: {
  selection: PutBackSelection;
  /** Of which days one can choose; null: it is about all of the selection. */
  days: ChatDays | null;
  kind: PutBackKind;
  onClose(): void;
}) {
  const { kind, onClose } = props;
  const part = useChosenPart(props.selection, props.days);
  const folder = useSignal(FOLDER);
  const job = useSignal<JobId | null>(null);
  const isMuchMeant = useSignal(false);
  const messages = part.count?.messages ?? 0;
  const isMuch = messages > MUCH && !isMuchMeant.value;
  const asked = messages === 0 || isMuch || job.value !== null ? null : part.selection;
  const { plan, fault, isAsking, again } = usePlan(asked, kind, folder.value.trim() || FOLDER);
  const { title, instead } = WAY_WORDS[kind];
  const isOne = props.selection.rows?.length === 1;
  return (
    <StepDialog title={title} onLeave={onClose}>
      {job.value !== null ? (
        <PutBackRun key={job.value} kind={kind} job={job.value} onClose={onClose} />
      ) : (
        <>
          <p class="quiet">
            {NO_HISTORY} {instead}
          </p>
          {!isOne && <PartChoice part={part} />}
          {kind === 'files' && (
            <WhichFolder
              folder={folder.value}
              onChange={(name) => {
                folder.value = name;
              }}
            />
          )}
          {isMuch && (
            <Much
              onMeant={() => {
                isMuchMeant.value = true;
              }}
            />
          )}
          {plan !== null && (
            <Planned
              key={plan.id}
              plan={plan}
              account={props.selection.container.account}
              onStarted={(id) => {
                job.value = id;
              }}
              onClose={onClose}
            />
          )}
          {isAsking && (
            <>
              <progress aria-label="Asking Microsoft" />
              <p class="caption" role="status">
                Asking Microsoft what is there. Nothing is written yet.
              </p>
            </>
          )}
          {fault && fault.code === 'not-found' && kind === 'files' ? (
            <p role="status">No files were shared here.</p>
          ) : (
            fault && <Refused fault={fault} kind={kind} again={again} />
          )}
          {plan === null && (
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

/**
 * What would happen, asked anew for another part or folder; null asks nothing. Until it is there the
 * plan of before is not shown: nobody says yes to what is not what they see.
 */
function usePlan(selection: PutBackSelection | null, kind: PutBackKind, folder: string) {
  const { engine } = useFace();
  const way: PutBackWay = kind === 'files' ? { kind, folder } : { kind, look: lookHere() };
  const { value, isCurrent, fault, again } = useAnswer(
    async () => selection && engine.planPutBack(selection, way),
    [selection, kind === 'files' && folder],
  );
  const isAsking = selection !== null && !isCurrent;
  const isTold = selection !== null && isCurrent;
  return { plan: (isTold && value) || null, fault: isTold ? fault : null, isAsking, again };
}

/** Years of a chat take long to look up, and most people want a part of them. */
function Much({ onMeant }: { onMeant(): void }) {
  return (
    <div class="line">
      <p>That is a lot, and takes a while to look up. Fewer days are quicker.</p>
      <button type="button" class="button small" onClick={onMeant}>
        Look it up all the same
      </button>
    </div>
  );
}

function Refused(props: { fault: Fault; kind: PutBackKind; again(): void }) {
  if (props.fault.code === 'too-large' && props.kind === 'post') {
    return (
      <p role="alert">
        This is more than 20 posts. Choose fewer days or messages: Teams is for talking, and its
        terms do not allow to fill a chat with a log.
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
