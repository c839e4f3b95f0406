import { type Signal, useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Fault } from '../../model/fault.ts';
import type { JobId } from '../../model/ids.ts';
import type { RestorePlan } from '../../model/restore.ts';
import type { RestoreOptions } from '../../rpc/protocol.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { agree, counted, formats } from '../formats.ts';
import {
  differenceLines,
  type Fate,
  fateOf,
  fateWords,
  planLedger,
  propertyWords,
} from '../restore-words.ts';
import { ActButton } from './act-button.tsx';
import { Icon } from './icon.tsx';
import { FaultNote } from './note.tsx';
import { RestoreItems } from './restore-items.tsx';
import { SumsList } from './sums-list.tsx';

const WRITABLE: ReadonlySet<Fate> = new Set(['make-again', 'move-back', 'elsewhere-moved']);

/** What restoring would do, before anything is done: readable, and every item can be left out. */
export function RestorePlanView(props: {
  plan: RestorePlan;
  options: Signal<RestoreOptions>;
  backTo: { path: string; label: string };
  onStarted(job: JobId): void;
}) {
  const { plan, options, backTo } = props;
  const face = useFace();
  const fault = useSignal<Fault | null>(null);
  const ledger = planLedger(plan, options.value);
  const needsConsent = plan.scopesMissing.length > 0;

  const start = async () => {
    // Microsoft's window has to be opened from the click itself, before anything else is awaited.
    if (needsConsent) {
      await face.platform.signIn(plan.scopesMissing, plan.account, new AbortController().signal);
    }
    props.onStarted(await face.engine.startRestore(plan.id, options.peek()));
  };
  const tick = (row: number, isTicked: boolean) => {
    const except = options.peek().except.filter((other) => other !== row);
    options.value = { ...options.peek(), except: isTicked ? except : [...except, row] };
  };
  const except = new Set(options.value.except);
  return (
    <div class="restoring">
      <section data-pane>
        <a class="back" href={backTo.path}>
          <Icon name="back" />
          {backTo.label}
        </a>
        <h1>Restore {counted(plan.items.length, 'message')}</h1>
        <p class="under">
          {fromWhen(plan)} Your mailbox was asked {agoWords(plan.askedAt, face.now.value)} what it
          still has. Nothing has been done yet.
        </p>
        <SumsList lines={ledger.lines} total={ledger.total} />
        <WhereTo plan={plan} options={options} />
        <h2>What you can count on</h2>
        <ul class="promises">
          <Promised>
            Dates, senders, read state, flags, categories and attachments as they were. None becomes
            a draft.
          </Promised>
          <Promised>
            Nothing is sent to anyone. Nothing in your mailbox is replaced or deleted.
          </Promised>
          <Promised>You can undo all of it later, from the Journal.</Promised>
          <WillDiffer plan={plan} options={options.value} />
        </ul>
        {needsConsent && (
          <>
            <h2>One thing is asked of you</h2>
            <p class="quiet">
              So far Holdfast may only read your mailbox. Microsoft now asks whether it may also
              write ({plan.scopesMissing.join(', ')}); you can take that back at any time; Settings
              says where.
            </p>
          </>
        )}
        {fault.value && <FaultNote fault={fault.value} />}
        <div class="push-down" />
        <div class="foot">
          <ActButton
            class="button primary"
            cannotBecause={
              cannotActBecause(face) ?? (ledger.willRestore === 0 ? 'Nothing is left to do' : null)
            }
            act={start}
            onFault={(found) => {
              fault.value = found;
            }}
          >
            Restore {formats.count(ledger.willRestore)}
          </ActButton>
          <a class="button" href={backTo.path}>
            Cancel
          </a>
          <span class="caption push">
            {ledger.willRestore === 0 ? 'Nothing has to be restored.' : 'Can be undone.'}
          </span>
        </div>
      </section>
      <RestoreItems
        items={plan.items.map((planned) => {
          const fate = except.has(planned.row.row)
            ? 'left-out'
            : fateOf(planned, { ...options.value, except: [] });
          return {
            item: planned.row,
            words: fateWords(fate),
            isFailed: fate === 'cannot',
            isTicked: WRITABLE.has(fate),
            canTick: WRITABLE.has(fate) || fate === 'left-out',
          };
        })}
        onTick={tick}
      />
    </div>
  );
}

function fromWhen(plan: RestorePlan): string {
  const seen = plan.items.flatMap(({ row }) => row.lastSeenAt ?? []).sort();
  const last = seen.at(-1);
  if (!last) return 'From your newest copy.';
  const isOne = seen.length === plan.items.length && seen[0] === last;
  return isOne
    ? `From your copy of ${formats.day(last)}, ${formats.time(last)}.`
    : 'Each from the last copy that has it.';
}

function agoWords(iso: string, now: number): string {
  const ageMs = now - Date.parse(iso);
  return ageMs < 90_000 ? 'a moment ago' : `${formats.span(ageMs)} ago`;
}

function WhereTo({ plan, options }: { plan: RestorePlan; options: Signal<RestoreOptions> }) {
  const name = useId();
  const [target] = plan.targets;
  const newFolder = `Restored ${formats.date(plan.askedAt)}`;
  const elsewhere = plan.items.filter(({ outcome }) => outcome === 'elsewhere').length;
  const missing = plan.targets.filter(({ exists }) => !exists).length;
  const set = (change: Partial<RestoreOptions>) => {
    options.value = { ...options.peek(), ...change };
  };
  return (
    <>
      <h2 id={name}>Where to</h2>
      <div role="radiogroup" aria-labelledby={name}>
        <label class="choice">
          <input
            type="radio"
            name={`${name} to`}
            checked={options.value.intoNewFolder === null}
            onChange={() => set({ intoNewFolder: null })}
          />
          <span>
            Where they were
            {plan.targets.length === 1 && target && (
              <>
                : <bdi>{target.path}</bdi>
              </>
            )}
          </span>
          <small>
            {missing === 0
              ? agree(plan.targets.length, 'The folder still exists.', 'The folders still exist.')
              : `${missing === 1 && plan.targets.length === 1 ? 'The folder is' : `${counted(missing, 'folder')} ${agree(missing, 'is', 'are')}`} gone and made again.`}
          </small>
        </label>
        <label class="choice">
          <input
            type="radio"
            name={`${name} to`}
            checked={options.value.intoNewFolder !== null}
            onChange={() => set({ intoNewFolder: newFolder })}
          />
          <span>A new folder: {newFolder}</span>
          <small>Nothing is moved out of Deleted Items then; all are made again.</small>
        </label>
      </div>
      {elsewhere > 0 && options.value.intoNewFolder === null && (
        <label class="choice">
          <input
            type="checkbox"
            checked={options.value.moveFromElsewhere}
            onChange={(event) => set({ moveFromElsewhere: event.currentTarget.checked })}
          />
          <span>
            Also move back the {formats.count(elsewhere)} that {agree(elsewhere, 'is', 'are')} in
            another folder
          </span>
          <small>You may have put {agree(elsewhere, 'it', 'them')} there yourself.</small>
        </label>
      )}
    </>
  );
}

function Promised({ children }: { children: string }) {
  return (
    <li>
      <Icon name="check" />
      {children}
    </li>
  );
}

function WillDiffer({ plan, options }: { plan: RestorePlan; options: RestoreOptions }) {
  const again = plan.items.filter((item) => fateOf(item, options) === 'make-again');
  if (again.length === 0) return null;
  const lines = differenceLines(again.map(({ willDiffer }) => ({ differences: willDiffer })));
  return (
    <>
      <li class="but">
        <Icon name="info" />
        Messages made again have a new identity: links to them from notes or tasks don’t find them.
      </li>
      {lines.map(({ property, count, was, is }) => (
        <li class="but" key={property}>
          <Icon name="info" />
          <span>
            {propertyWords(property)}: {formats.count(count)} will not be exactly as{' '}
            {agree(count, 'it was', 'they were')}
            {is !== null && is !== '' && ` (${was === '' || was === null ? '' : `${was} → `}${is})`}
            .
          </span>
        </li>
      ))}
    </>
  );
}
