import './chat-put-back.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ChatSummary } from '../../model/chat-lists.ts';
import type { Fault } from '../../model/fault.ts';
import type { RestoreProgress } from '../../model/job.ts';
import type { PutBackPlan, PutBackUnit, PutBackWay } from '../../model/put-back.ts';
import { useFace } from '../face.ts';
import { agree, counted, formats } from '../formats.ts';
import { lastWord } from '../restore-acts.ts';
import { textLook } from '../talk-words.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { sanitiseChat } from './chat-html.ts';
import { Dialog } from './dialog.tsx';
import { FaultNote } from './note.tsx';

/** Where shared files go: the folder Teams itself uses. */
const FOLDER = 'Microsoft Teams Chat Files';

interface WayWords {
  title: string;
  lead: string;
  /** "Send 3 days" */
  act(count: number): string;
  done(count: number): string;
}

const WORDS: Readonly<Record<PutBackWay['kind'], WayWords>> = {
  mail: {
    title: 'Send this chat to your mailbox?',
    lead: 'One message for each day goes into the folder Conversation History of your own mailbox, with its date, its people, pictures and files. Nothing is sent to anybody. Outlook’s search finds it there.',
    act: (count) => `Send ${counted(count, 'day')}`,
    done: (count) =>
      `${counted(count, 'day')} ${agree(count, 'is', 'are')} in Conversation History.`,
  },
  files: {
    title: 'Put the files of this chat back?',
    lead: `They go into the folder ${FOLDER} of your own OneDrive. What is there with the same contents is left alone, and nothing is written over.`,
    act: (count) => `Put back ${counted(count, 'file')}`,
    done: (count) => `${counted(count, 'file')} ${agree(count, 'is', 'are')} in your OneDrive.`,
  },
  post: {
    title: 'Post this into the chat again?',
    lead: 'Everybody in the chat sees it, as a message from you and of now. It says who wrote it and when. This is what will be posted:',
    act: () => 'Post it',
    done: () => 'It is posted.',
  },
};

export interface PutBackWish {
  kind: PutBackWay['kind'];
  /** Of the messages; null: the whole chat. */
  rows: number[] | null;
}

/** Asks what it would do, shows that to the letter, and does it after a click. */
export function ChatPutBack(props: { chat: ChatSummary; wish: PutBackWish; onClose(): void }) {
  const { chat, wish, onClose } = props;
  const { engine } = useFace();
  const words = WORDS[wish.kind];
  const answer = useAnswer(() => {
    const container = { account: chat.account, source: 'chats' as const, id: chat.id };
    return engine.planPutBack({ container, rows: wish.rows }, wayOf(wish.kind));
  }, [chat.id, wish]);
  return (
    <Dialog title={words.title} leave="Close" onClose={onClose}>
      <p>{words.lead}</p>
      {answer.value === undefined && !answer.fault && (
        <p class="caption" role="status">
          Asking Microsoft what is there. Nothing has been done yet.
        </p>
      )}
      {answer.fault && <FaultNote fault={answer.fault} again={answer.again} />}
      {answer.value && <Plan chat={chat} plan={answer.value} words={words} />}
    </Dialog>
  );
}

function wayOf(kind: PutBackWay['kind']): PutBackWay {
  return kind === 'files' ? { kind, folder: FOLDER } : { kind, look: textLook() };
}

function Plan(props: { chat: ChatSummary; plan: PutBackPlan; words: WayWords }) {
  const { chat, plan, words } = props;
  const face = useFace();
  const fault = useSignal<Fault | null>(null);
  const except = useSignal<readonly number[]>([]);
  const run = useSignal<RestoreProgress | null>(null);
  const isDone = useSignal(false);
  const toDo = plan.units.flatMap(({ planned }, at) =>
    planned.outcome === 'make-again' || planned.outcome === 'move-back' ? [at] : [],
  );
  const count = toDo.filter((at) => !except.value.includes(at)).length;
  const start = async () => {
    if (plan.scopesMissing.length > 0) {
      await face.platform.signIn(plan.scopesMissing, chat.account, new AbortController().signal);
    }
    const job = await face.engine.startPutBack(plan.id, [...except.peek()]);
    run.value = await lastWord(face.engine, job, (progress) => {
      run.value = progress;
    });
    isDone.value = true;
  };
  if (isDone.value && run.value) return <Result run={run.value} words={words} />;
  return (
    <>
      <ul class="put-back">
        {plan.units.map((unit, at) => (
          <Unit
            key={unit.planned.row.row}
            unit={unit}
            isTicked={toDo.includes(at) && !except.value.includes(at)}
            canTick={toDo.includes(at) && plan.units.length > 1}
            onTick={(isTicked) => {
              const others = except.peek().filter((each) => each !== at);
              except.value = isTicked ? others : [...others, at];
            }}
          />
        ))}
      </ul>
      {toDo.length === 0 && <p>There is nothing to do: all of it is there, or can’t be written.</p>}
      {plan.scopesMissing.length > 0 && toDo.length > 0 && (
        <p class="caption">
          Microsoft will ask whether Holdfast may do that ({plan.scopesMissing.join(', ')}).
        </p>
      )}
      {run.value && (
        <p role="status">
          {formats.count(run.value.done)} of {formats.count(run.value.total)} done.
        </p>
      )}
      {fault.value && <FaultNote fault={fault.value} />}
      {toDo.length > 0 && (
        <div class="line">
          <ActButton
            class="button primary"
            cannotBecause={
              face.online.value ? (count === 0 ? 'Nothing is ticked' : null) : 'No network'
            }
            act={start}
            onFault={(found) => {
              fault.value = found;
            }}
          >
            {words.act(count)}
          </ActButton>
        </div>
      )}
    </>
  );
}

function Unit(props: {
  unit: PutBackUnit;
  isTicked: boolean;
  canTick: boolean;
  onTick(isTicked: boolean): void;
}) {
  const { unit, isTicked, canTick, onTick } = props;
  const { planned, html, leftOut } = unit;
  return (
    <li>
      {html === null ? (
        <div class="unit">
          {canTick && (
            <input
              type="checkbox"
              aria-label={planned.row.subject}
              checked={isTicked}
              onChange={(event) => onTick(event.currentTarget.checked)}
            />
          )}
          <span class="cut" dir="auto">
            {planned.row.subject}
          </span>
          <small>{outcomeWords(unit)}</small>
        </div>
      ) : (
        <Posted html={html} pictures={unit.pictures} />
      )}
      {leftOut.map((each) => (
        <p class="caption" key={each}>
          {each}
        </p>
      ))}
    </li>
  );
}

function outcomeWords({ planned, messages }: PutBackUnit): string {
  if (planned.outcome === 'here') return 'there already, left alone';
  if (planned.outcome === 'cannot') return 'can’t be written';
  return messages > 1 ? counted(messages, 'message') : '';
}

/** To the letter what is posted; sanitised once more, as nothing here trusts what was stored. */
function Posted({ html, pictures }: Pick<PutBackUnit, 'html' | 'pictures'>) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const urls = pictures.map(({ type, bytes }) =>
      URL.createObjectURL(new Blob([bytes], { type })),
    );
    const own = pictures.reduce(
      (text, { src }, at) => text.replaceAll(`"${src}"`, `"cid:${at}"`),
      html ?? '',
    );
    place.current?.replaceChildren(
      sanitiseChat(own, { pictureOf: (id) => urls[Number(id)] ?? null }),
    );
    return () => {
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, [html]);
  return (
    <div class="bubble posted">
      <div ref={place} class="words" dir="auto" />
    </div>
  );
}

/** What was written and read back, what was not, and where it can be undone. */
function Result({ run, words }: { run: RestoreProgress; words: WayWords }) {
  const items = run.result?.items ?? [];
  const written = items.filter(({ state }) => state === 'equal' || state === 'differs');
  const failed = items.filter(({ state }) => state === 'failed');
  return (
    <>
      <p class="strong" role="status">
        {written.length > 0 ? words.done(written.length) : 'Nothing was written.'}
      </p>
      {failed.map(({ row, fault }) => (
        <p key={row.row} class="caption">
          {row.subject}: {fault?.message ?? 'could not be written'}
        </p>
      ))}
      {run.journal && (
        <p>
          <a href={`/journal/${encodeURIComponent(run.journal)}`}>Show it in the Journal</a>, where
          it can be undone.
        </p>
      )}
    </>
  );
}
