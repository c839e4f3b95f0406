import type { SourceName } from '../../shared/model/item.ts';
import { sumLines } from '../../shared/model/receipt.ts';
import type { AccountStatus } from '../../shared/rpc/protocol.ts';
import { useFace } from '../../shared/ui/face.ts';
import { formats } from '../../shared/ui/formats.ts';
import { Icon } from '../../shared/ui/parts/icon.tsx';
import { SOURCE_WORDS } from '../../shared/ui/source-words.ts';
import { receiptOf } from '../../shared/ui/told-receipt.ts';

/** A line for each source of each account: how much of what there is is here. */
export function PopupSources() {
  const accounts = useFace().status.value?.accounts ?? [];
  if (accounts.length === 0) return null;
  return (
    <ul class="popup-part popup-sources" aria-label="What is kept">
      {accounts.map((kept) =>
        kept.sources.map(({ source }) => (
          <SourceLine
            key={`${kept.account.id} ${source}`}
            kept={kept}
            source={source}
            isOneOfMany={accounts.length > 1}
          />
        )),
      )}
    </ul>
  );
}

function SourceLine(props: { kept: AccountStatus; source: SourceName; isOneOfMany: boolean }) {
  const { account } = props.kept;
  const { words, isLacking } = useStand(props.kept, props.source);
  return (
    <li>
      <Icon name={SOURCE_WORDS[props.source].icon} />
      <span class="cut" title={account.username}>
        {SOURCE_WORDS[props.source].name}
        {props.isOneOfMany && <span class="caption"> {account.username}</span>}
      </span>
      <span class={isLacking ? 'caption number lacking' : 'caption number'}>{words}</span>
    </li>
  );
}

/** How one source of an account stands now, in a few words. */
function useStand(
  { account, sources }: AccountStatus,
  source: SourceName,
): { words: string; isLacking: boolean } {
  const { status, signIns, now } = useFace();
  const job = status.value?.jobs.find(
    (each) => each.account === account.id && each.kind === 'backup' && each.source === source,
  );
  if (job?.kind === 'backup' && job.state.kind !== 'ended') {
    const { done, total } = job.messages;
    const isAsking = total === null || job.phase === 'folders';
    if (job.state.kind === 'waiting') return { words: 'waiting', isLacking: false };
    return {
      words: isAsking
        ? 'looking'
        : `copying ${formats.count(done)} of ${formats.count(Math.max(done, total))}`,
      isLacking: false,
    };
  }
  const kept = sources.find((each) => each.source === source);
  const signIn = signIns.value?.find((each) => each.account.id === account.id);
  if (kept?.lastCopiedAt && (!signIn || signIn.state === 'ended')) {
    return { words: `to ${formats.short(kept.lastCopiedAt, now.value)}`, isLacking: false };
  }
  const receipt = status.value && receiptOf(status.value, account.id, source);
  const lines = receipt?.lines ?? [];
  if (lines.length === 0) return { words: formats.count(kept?.items ?? 0), isLacking: false };
  const { stored, listed } = sumLines(lines);
  return {
    words: `${formats.count(stored)} of ${formats.count(listed)}`,
    isLacking: stored < listed,
  };
}
