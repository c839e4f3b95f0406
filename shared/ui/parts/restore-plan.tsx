import { type Signal, useSignal } from '@preact/signals';
import type { Fault } from '../../model/fault.ts';
import type { JobId } from '../../model/ids.ts';
import type { PlannedItem, RestorePlan } from '../../model/restore.ts';
import type { RestoreOptions } from '../../rpc/protocol.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import {
  type Fate,
  fateOf,
  fateWords,
  isWritten,
  laterWords,
  looksInBin,
  nameNow,
  planLedger,
  scopesToAsk,
} from '../restore-words.ts';
import { PLACE_WORDS, thingsOf } from '../thing-words.ts';
import { ActButton } from './act-button.tsx';
import { Icon } from './icon.tsx';
import { FaultNote } from './note.tsx';
import { AsksFor, FromBin } from './restore-bin.tsx';
import { OnConflict, WhereTo } from './restore-choices.tsx';
import { RestoreItems } from './restore-items.tsx';
import { Promises } from './restore-promises.tsx';
import { SumsList } from './sums-list.tsx';

/** What restoring would do, before anything is done: readable, and every item can be left out. */
export function RestorePlanView(props: {
  plan: RestorePlan;
  options: Signal<RestoreOptions>;
  /** When the copy was made that all of it is from; null: each from the last that has it. */
  asOfAt: string | null | undefined;
  backTo: { path: string; label: string };
  onStarted(job: JobId): void;
}) {
  const { plan, options, backTo } = props;
  const face = useFace();
  const fault = useSignal<Fault | null>(null);
  const ledger = planLedger(plan, options.value);
  const later = laterWords(plan);
  const { place } = PLACE_WORDS[plan.source];
  const signedIn = face.signIns.value?.find(({ account }) => account.id === plan.account);
  const scopes = scopesToAsk(plan, options.value, signedIn?.scopes ?? []);

  const start = async () => {
    // Microsoft's window has to be opened from the click itself, before anything else is awaited.
    const asked = [...scopes.writing, ...scopes.bin];
    if (asked.length > 0) {
      await face.platform.signIn(asked, plan.account, new AbortController().signal);
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
        <h1>
          Restore{' '}
          {thingsOf(
            plan.source,
            plan.items.map(({ row }) => row),
          )}
        </h1>
        <p class="under">
          {fromWhen(plan, props.asOfAt)} {capital(place)} was asked{' '}
          {agoWords(plan.askedAt, face.now.value)} what it still has. Nothing has been done yet.
        </p>
        <SumsList lines={ledger.lines} total={ledger.total} />
        {later && (
          <p class="quiet later" dir="auto">
            {later}
          </p>
        )}
        <OnConflict plan={plan} options={options} />
        <WhereTo plan={plan} options={options} />
        <FromBin plan={plan} options={options} />
        <h2>What you can count on</h2>
        <Promises plan={plan} options={options.value} />
        <AsksFor plan={plan} scopes={scopes} />
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
            words: fateWords(fate, looksInBin(plan, options.value)),
            note: noteOf(planned, fate),
            isFailed: fate === 'cannot',
            isTicked: isWritten(fate),
            canTick: isWritten(fate) || fate === 'left-out',
          };
        })}
        onTick={tick}
      />
    </div>
  );
}

function fromWhen(plan: RestorePlan, asOfAt: string | null | undefined): string {
  if (asOfAt) return `As it was in your copy of ${formats.day(asOfAt)}, ${formats.time(asOfAt)}.`;
  if (asOfAt === undefined) return '';
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

/** What is particular to this one: its name now, or the one it gets instead of its own. */
function noteOf(planned: PlannedItem, fate: Fate): string {
  const now = nameNow(planned);
  if (now !== null && fate !== 'make-again') return `now “${now}”`;
  const name =
    fate === 'make-again'
      ? planned.willDiffer.find(({ property }) => property === 'name' || property === 'short-name')
      : null;
  return name ? `as “${name.is}”` : '';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
