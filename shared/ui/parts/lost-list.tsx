import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { addressOfChat } from '../chat-address.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { agree, formats } from '../formats.ts';
import { countedOf, SOURCE_WORDS } from '../source-words.ts';
import { ActButton } from './act-button.tsx';
import { GoneMark } from './mark.tsx';
import { FaultNote } from './note.tsx';

type Loss = EngineStatus['goneThisWeek'][number];

/** What left Microsoft this week and is kept here: a line a folder, each with its own way back. */
export function LostList({ lost }: { lost: readonly Loss[] }) {
  const face = useFace();
  const { route } = useLocation();
  const fault = useSignal<Fault | null>(null);
  if (lost.length === 0) return null;
  const open = async (loss: Loss) => {
    const plan = await face.restores.plan({
      kind: 'gone-in',
      container: { account: loss.account, source: loss.source, id: loss.container },
    });
    route(`/restore/${encodeURIComponent(plan.id)}`);
  };
  return (
    <section class="part" aria-labelledby="lost">
      <header>
        <h2 id="lost">Gone from Microsoft this week, kept here</h2>
      </header>
      {fault.value && <FaultNote fault={fault.value} />}
      <ul class="lost">
        {lost.map((loss) => (
          <li key={`${loss.account} ${loss.container}`}>
            <GoneMark label={formats.count(loss.count)} />
            <b dir="auto">
              {capital(
                agree(loss.count, SOURCE_WORDS[loss.source].one, SOURCE_WORDS[loss.source].many),
              )}{' '}
              in <a href={placeOf(loss)}>{loss.path}</a>
            </b>
            <p title={`${formats.full(loss.from)} – ${formats.full(loss.to)}`}>{lossSpan(loss)}</p>
            <ActButton
              cannotBecause={cannotActBecause(face)}
              act={() => open(loss)}
              onFault={(found) => {
                fault.value = found;
              }}
            >
              Restore…
              <span class="heard">
                {' '}
                {countedOf(loss.count, [loss.source])} in {loss.path}
              </span>
            </ActButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

function placeOf({ account, source, container }: Loss): string {
  if (source === 'chats') return addressOfChat({ account, id: container });
  return `/${source === 'mail' ? 'mail' : 'files'}/${encodeURIComponent(container)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** When it was noticed: one moment, one day from time to time, or from day to day. */
export function lossSpan({ from, to }: { from: string; to: string }): string {
  if (from === to) return `${formats.day(to)}, ${formats.time(to)}`;
  if (formats.day(from) === formats.day(to)) {
    return `${formats.day(from)}, ${formats.time(from)} to ${formats.time(to)}`;
  }
  return `${formats.day(from)} to ${formats.day(to)}`;
}
