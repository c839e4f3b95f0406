import './ledger.css';
import type { ComponentChildren } from 'preact';
import type { Gap, SourceName } from '../../model/item.ts';
import { type Receipt, sumLines } from '../../model/receipt.ts';
import { counted, formats } from '../formats.ts';
import { whyMissing } from '../sentences.ts';
import { Icon } from './icon.tsx';

const SOURCE_WORDS: Readonly<Record<SourceName, string>> = { mail: 'Mail', drive: 'OneDrive' };
/** So many missing things are named on Home; the receipt names all of them. */
const NAMED_AT_MOST = 12;

/**
 * What is kept, source by source, of what Microsoft lists. Every missing thing is named under its
 * source, with the reason and what happens next; the last line accounts for all.
 */
export function Ledger({ receipt, now }: { receipt: Receipt; now: number }) {
  const sources = [...new Set(receipt.lines.map(({ source }) => source))];
  const all = sumLines(receipt.lines);
  return (
    <table class="ledger">
      <caption class="heard">What Microsoft lists, and what of it is here</caption>
      <thead>
        <tr>
          <th scope="col">Source</th>
          <th scope="col" class="n">
            Microsoft lists
          </th>
          <th scope="col" class="n">
            Here
          </th>
          <th scope="col" class="n">
            Missing
          </th>
          <th scope="col" class="n wide">
            Kept beyond that
          </th>
          <th scope="col" class="n wide">
            Last copied
          </th>
        </tr>
      </thead>
      <tbody>
        {sources.map((source) => {
          const sums = sumLines(receipt.lines.filter((line) => line.source === source));
          const gaps = receipt.gaps.filter((gap) => gap.source === source);
          const missing = Math.max(sums.missing, gaps.length);
          return [
            <tr key={source} class={gaps.length > 0 ? 'has-gaps' : undefined}>
              <td>
                <span class="source">
                  <Icon name="mail" />
                  {SOURCE_WORDS[source]}
                </span>
              </td>
              <Sums {...sums} missing={missing}>
                <td class="n wide quiet">{formats.short(receipt.endedAt, now)}</td>
              </Sums>
            </tr>,
            gaps.length > 0 && (
              <tr key={`${source} gaps`} class="gaps">
                <td colSpan={6}>
                  <GapList gaps={gaps.slice(0, NAMED_AT_MOST)} now={now} />
                  {gaps.length > NAMED_AT_MOST && (
                    <a href={`/receipt/${receipt.job}`}>
                      {counted(gaps.length - NAMED_AT_MOST, 'more', 'more')}, in the receipt
                    </a>
                  )}
                </td>
              </tr>
            ),
          ];
        })}
        <tr class="sum">
          <td>Together</td>
          <Sums {...all} missing={Math.max(all.missing, receipt.gaps.length)}>
            <td class="n wide" />
          </Sums>
        </tr>
      </tbody>
    </table>
  );
}

export function Sums(props: {
  listed: number;
  stored: number;
  missing: number;
  keptBeyond: number;
  children?: ComponentChildren;
}) {
  return (
    <>
      <td class="n">{formats.count(props.listed)}</td>
      <td class="n">{formats.count(props.stored)}</td>
      <td class={props.missing > 0 ? 'n missing' : 'n quiet'}>{formats.count(props.missing)}</td>
      <td class="n wide">{formats.count(props.keptBeyond)}</td>
      {props.children}
    </>
  );
}

/** Missing things by name, each with its reason and how often it was asked for. */
export function GapList({ gaps, now }: { gaps: readonly Gap[]; now: number }) {
  return (
    <dl class="gap-list">
      {gaps.map((gap) => (
        <div key={`${gap.itemId} ${gap.label} ${gap.firstFailedAt}`}>
          <dt dir="auto">{gap.label || 'Something Microsoft did not name'}</dt>
          <dd>
            {gap.missing === 'content' ? 'Its attachments are missing. ' : ''}
            {whyMissing(gap.code)}
          </dd>
          <dd title={formats.full(gap.lastFailedAt)}>
            {tried(gap.tries)}, last {formats.short(gap.lastFailedAt, now)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function tried(tries: number): string {
  return tries === 1 ? 'Tried once' : `Tried ${formats.count(tries)} times`;
}
