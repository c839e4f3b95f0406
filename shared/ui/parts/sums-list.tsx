import { formats } from '../formats.ts';
import type { LedgerLine } from '../restore-words.ts';

/** A ledger whose last line accounts for every item, or says that it doesn't. */
export function SumsList(props: { lines: readonly LedgerLine[]; total: number | null }) {
  const sum = props.lines.reduce((all, { count }) => all + count, 0);
  const isClosed = sum === props.total;
  return (
    <dl class="sums-list">
      {props.lines.map(({ count, words, remark }) => (
        <div key={`${words} ${remark}`}>
          <dt>{formats.count(count)}</dt>
          <dd>{words}</dd>
          <dd>{remark}</dd>
        </div>
      ))}
      {props.total !== null && (
        <div class="total">
          <dt>{formats.count(props.total)}</dt>
          <dd>
            {isClosed
              ? 'accounted for, none left over'
              : `in all; ${formats.count(Math.abs(props.total - sum))} of them not accounted for`}
          </dd>
        </div>
      )}
    </dl>
  );
}
