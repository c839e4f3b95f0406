import './list-bands.css';
import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { ContainerSummary } from '../../model/lists.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { ActButton } from './act-button.tsx';
import { lossSpan } from './lost-list.tsx';

/** Above the rows: what this folder lost, with its way back; and what is ticked. */
export function ListBands(props: {
  folder: ContainerSummary;
  showsGone: boolean;
  chosen: Signal<ReadonlySet<number>>;
  restore(rows: number[]): Promise<void>;
  onFault(fault: Fault | null): void;
}) {
  if (props.chosen.value.size > 0) return <ChosenBand {...props} />;
  return props.showsGone ? <LossBand folder={props.folder} onFault={props.onFault} /> : null;
}

/** What is ticked, and what can be done with it. */
export function ChosenBand(props: {
  chosen: Signal<ReadonlySet<number>>;
  restore(rows: number[]): Promise<void>;
  onFault(fault: Fault | null): void;
  /** What else can be done with it. */
  children?: ComponentChildren;
}) {
  const { chosen } = props;
  const face = useFace();
  const rows = [...chosen.value];
  return (
    <div class="chosen">
      <p>{formats.count(rows.length)} chosen</p>
      <ActButton
        class="button small primary"
        cannotBecause={cannotActBecause(face)}
        act={() => props.restore(rows)}
        onFault={props.onFault}
      >
        Restore {formats.count(rows.length)}…
      </ActButton>
      {props.children}
      <button
        type="button"
        class="button small"
        onClick={() => {
          chosen.value = new Set();
        }}
      >
        Let go
      </button>
    </div>
  );
}

function LossBand(props: { folder: ContainerSummary; onFault(fault: Fault | null): void }) {
  const { folder } = props;
  const face = useFace();
  const { route } = useLocation();
  const loss = face.status.value?.goneThisWeek.find(
    ({ account, container }) => account === folder.account && container === folder.id,
  );
  const count = folder.isGone ? folder.gone : (loss?.count ?? 0);
  if (count === 0) return null;
  const open = async () => {
    const { account, source, id } = folder;
    const plan = await face.restores.plan({
      kind: 'gone-in',
      container: { account, source, id },
    });
    route(`/restore/${encodeURIComponent(plan.id)}`);
  };
  return (
    <div class="loss">
      <h2>
        {loss
          ? `${formats.count(count)} gone ${whenLost(loss, face.now.value)}`
          : 'This folder is gone'}
      </h2>
      <p>{loss ? lossTimes(loss) : `${counted(count, 'message')} of it kept here`}</p>
      <ActButton
        class="button small primary"
        cannotBecause={cannotActBecause(face)}
        act={open}
        onFault={props.onFault}
      >
        Restore…
      </ActButton>
    </div>
  );
}

interface Span {
  from: string;
  to: string;
}

export function whenLost({ from, to }: Span, now: number): string {
  return formats.day(from) === formats.day(to) ? formats.onDay(to, now) : 'this week';
}

export function lossTimes(loss: Span): string {
  if (formats.day(loss.from) !== formats.day(loss.to)) return lossSpan(loss);
  const [from, to] = [formats.time(loss.from), formats.time(loss.to)];
  return from === to ? `Noticed at ${to}` : `${from} to ${to}`;
}
