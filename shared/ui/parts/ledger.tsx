import './ledger.css';
import type { ComponentChildren } from 'preact';
import { type Receipt, sumLines } from '../../model/receipt.ts';
import type { SourceChoice } from '../../model/sources.ts';
import { counted, formats } from '../formats.ts';
import { leftOutWords } from '../run-words.ts';
import { whyMissing } from '../sentences.ts';
import { SOURCE_WORDS } from '../source-words.ts';
import { Icon } from './icon.tsx';

/** So many missing things are named on Home; the receipt names all of them. */
const NAMED_AT_MOST = 12;

/**
 * What is kept of an account, source by source, of what Microsoft lists; each as of its own copy.
 * Every missing thing is named under its source, with the reason and what happens next; the last line
 * accounts for all.
 */
export function Ledger(props: {
  receipts: readonly Receipt[];
  choices: readonly SourceChoice[];
  now: number;
}) {
  const { receipts, choices, now } = props;
  const all = sumLines(receipts.flatMap(({ lines }) => lines));
  const gapsInAll = receipts.reduce((sum, { gaps }) => sum + gaps.length, 0);
  const isLeftOut = ({ account, source }: Receipt['of']) =>
    choices.some((each) => each.account === account && !each.sources.includes(source));
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
        {receipts.map(({ job, of, lines, gaps, endedAt }) => {
          const { source } = of;
          const sums = sumLines(lines);
          const missing = Math.max(sums.missing, gaps.length);
          return [
            <tr key={source} class={gaps.length > 0 ? 'has-gaps' : undefined}>
              <td>
                <span class="source">
                  <Icon name={SOURCE_WORDS[source].icon} />
                  {SOURCE_WORDS[source].name}
                  {isLeftOut(of) && <span class="caption">not copied any more</span>}
                  {sums.leftOut.files > 0 && (
                    <span class="caption">without {leftOutWords(sums.leftOut)}</span>
                  )}
                </span>
              </td>
              <Sums {...sums} missing={missing}>
                <td class="n wide quiet">{formats.short(endedAt, now)}</td>
              </Sums>
            </tr>,
            gaps.length > 0 && (
              <tr key={`${source} gaps`} class="gaps">
                <td colSpan={6}>
                  <GapList gaps={gaps.slice(0, NAMED_AT_MOST)} now={now} />
                  {gaps.length > NAMED_AT_MOST && (
                    <a href={`/receipt/${job}`}>
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
          <Sums {...all} missing={Math.max(all.missing, gapsInAll)}>
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
export function GapList({ gaps, now }: { gaps: Receipt['gaps']; now: number }) {
  return (
    <dl class="gap-list">
      {gaps.map((gap) => (
        <div key={`${gap.itemId} ${gap.label} ${gap.firstFailedAt}`}>
          <dt dir="auto">{gap.label || 'Something Microsoft did not name'}</dt>
          <dd>
            {gap.missing === 'content' && gap.source === 'mail' && 'Its attachments are missing. '}
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
