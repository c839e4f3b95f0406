import type { Fault } from '../../model/fault.ts';
import { SOURCE_NAMES } from '../../model/item.ts';
import type { ScrambleAlarm } from '../../model/scrambled.ts';
import { isOffered } from '../../model/sources.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { damageWords } from '../check-words.ts';
import { cannotActBecause } from '../consent.ts';
import { chosenSources, startCopies } from '../copies.ts';
import { healedAt } from '../damage.ts';
import { useFace } from '../face.ts';
import { moveWords } from '../first-words.ts';
import { mirrorWords } from '../mirror-words.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { LossNote } from './loss-note.tsx';
import { MirrorActs } from './mirror-acts.tsx';
import { Note } from './note.tsx';

interface HomeNoteProps {
  status: EngineStatus;
  onFault(fault: Fault | null): void;
}

/**
 * What somebody has to see to and the sentence does not say: damage first, then that much became
 * unreadable or went at once, then a copy that stands still on its way to another place, then a second copy that can't go
 * on alone; at last what is only offered. One at most.
 */
export function HomeNote({ status, onFault }: HomeNoteProps) {
  const { now } = useFace();
  const { first, mirror, upkeep, lossAlarm, scrambleAlarm } = status;
  if (upkeep.lastCheck?.verdict === 'damaged' && healedAt(status) === null) {
    return <DamageNote status={status} onFault={onFault} />;
  }
  if (scrambleAlarm !== null) return <Scrambled alarm={scrambleAlarm} onFault={onFault} />;
  if (lossAlarm !== null) {
    return <LossNote alarm={lossAlarm} lost={status.goneThisWeek} onFault={onFault} />;
  }
  if (first.moving !== null && first.moving.running === null) return <MoveNote first={first} />;
  const words = mirror && mirrorWords(mirror, now.value, first.folder);
  if (!mirror || !words?.needsPerson) return <Offer status={status} onFault={onFault} />;
  return (
    <div class="part">
      <Note kind="gap">
        <p class="strong">{words.brief}</p>
        <p>{words.text}</p>
        <div class="line">
          <MirrorActs mirror={mirror} class="button small" onFault={onFault} />
        </div>
      </Note>
    </div>
  );
}

/** Loaded for those it is told. */
function Scrambled(props: { alarm: ScrambleAlarm; onFault(fault: Fault | null): void }) {
  const { value: parts } = useAnswer(() => import('./scramble-note.tsx'), []);
  return parts ? <parts.ScrambleNote {...props} /> : null;
}

/** A copy whose way to another place stands still. */
function MoveNote({ first }: Pick<EngineStatus, 'first'>) {
  if (first.moving === null) return null;
  const { brief, text } = moveWords(first.moving, first.folder);
  return (
    <div class="part">
      <Note kind="gap">
        <p class="strong">{brief}</p>
        <p>{text}</p>
        <div class="line">
          <a href="/settings">What helps</a>
        </div>
      </Note>
    </div>
  );
}

/** What only the extension offers is loaded there only. */
function Offer(props: HomeNoteProps) {
  const { platform, settings } = useFace();
  const isWanted = platform.inOutlook !== null && settings.value.offersOutlook;
  const { value: parts } = useAnswer(
    async () => (isWanted ? import('./in-outlook.tsx') : null),
    [isWanted],
  );
  if (!isWanted) return <AnotherSource {...props} />;
  return parts && platform.inOutlook ? (
    <parts.OutlookOffer
      access={platform.inOutlook}
      otherwise={<AnotherSource {...props} />}
      {...props}
    />
  ) : null;
}

/** A source nobody has decided about yet, for who copies others; asked when nothing else goes on. */
function AnotherSource({ status, onFault }: HomeNoteProps) {
  const { signIns, settings } = useFace();
  const { declinedSources } = settings.value;
  const known = signIns.value?.find(
    ({ account, state }) =>
      state !== 'ended' && status.lastReceipts.some(({ of }) => of.account === account.id),
  );
  const chosen = known && chosenSources(status, known.account.id);
  const source =
    chosen && chosen.length > 0 && status.jobs.length === 0
      ? SOURCE_NAMES.find(
          (each) =>
            !chosen.includes(each) &&
            !declinedSources.includes(each) &&
            isOffered(each, known.account.id),
        )
      : undefined;
  const { value: parts } = useAnswer(
    async () => (source ? import('./source-offer.tsx') : null),
    [source],
  );
  return parts && known && source ? (
    <parts.SourceOffer signIn={known} source={source} onFault={onFault} />
  ) : null;
}

function DamageNote({ status, onFault }: HomeNoteProps) {
  const face = useFace();
  const { lastCheck } = status.upkeep;
  if (lastCheck === null) return null;
  const { title, text } = damageWords(lastCheck);
  const isCopying = status.jobs.some(({ kind }) => kind === 'backup');
  return (
    <div class="part">
      <Note kind="gap">
        <p class="strong">{title}</p>
        <p>{text}</p>
        <div class="line">
          {!isCopying && (
            <ActButton
              class="button small"
              cannotBecause={cannotActBecause(face)}
              act={() => startCopies(face)}
              onFault={onFault}
            >
              Back up now
            </ActButton>
          )}
          <a href="/settings">Which ones</a>
        </div>
      </Note>
    </div>
  );
}
