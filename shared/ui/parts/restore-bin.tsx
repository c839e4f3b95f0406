import type { Signal } from '@preact/signals';
import type { RestorePlan } from '../../model/restore.ts';
import type { RestoreOptions } from '../../rpc/protocol.ts';
import { agree } from '../formats.ts';
import { PLACE_WORDS } from '../thing-words.ts';

/** What is nowhere may still be in the recycle bin; shown only where it could come out of it. */
export function FromBin(props: { plan: RestorePlan; options: Signal<RestoreOptions> }) {
  const { plan, options } = props;
  if (plan.bin === undefined || options.value.intoNewFolder !== null) return null;
  const count = plan.items.filter(({ outcome }) => outcome === 'make-again').length;
  const [it, is] = [agree(count, 'it', 'them'), agree(count, 'it is', 'they are')];
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={options.value.fromBin === true}
        onChange={(event) => {
          options.value = { ...options.peek(), fromBin: event.currentTarget.checked };
        }}
      />
      <span>
        Take {it} out of OneDrive’s recycle bin where {is} still in it
      </span>
      <small>
        Nothing is sent then, and sharing links, earlier versions and{' '}
        {agree(count, 'its address', 'their addresses')} stay, but Microsoft asks for the right to
        change every file this account can reach, also what others have shared with it; nothing else
        needs that.
      </small>
    </label>
  );
}

/** What is asked of the person before anything is written: each right, and what it is for. */
export function AsksFor(props: {
  plan: RestorePlan;
  scopes: { writing: readonly string[]; bin: readonly string[] };
}) {
  const { writing, bin } = props.scopes;
  if (writing.length + bin.length === 0) return null;
  const { place } = PLACE_WORDS[props.plan.source];
  return (
    <>
      <h2>
        {writing.length > 0 && bin.length > 0 ? 'Two things are' : 'One thing is'} asked of you
      </h2>
      {writing.length > 0 && (
        <p class="quiet">
          So far Holdfast may only read {place}. Microsoft now asks whether it may also write (
          {writing.join(', ')}); you can take that back at any time; Settings says where.
        </p>
      )}
      {bin.length > 0 && (
        <p class="quiet" style={{ marginBlockStart: '8px' }}>
          For the recycle bin Microsoft asks whether Holdfast may change every file you can reach (
          {bin.join(', ')}). Holdfast uses that for nothing else, and you can take it back as well.
          If you would rather not, untick it above: what is gone is made again then.
        </p>
      )}
    </>
  );
}
