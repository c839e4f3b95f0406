import './receipt.css';
import { useRoute } from 'preact-iso/router';
import { type Receipt, type ReceiptLine, sumLines } from '../../model/receipt.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { Icon } from '../parts/icon.tsx';
import { GapList, Sums } from '../parts/ledger.tsx';
import { FaultNote } from '../parts/note.tsx';
import { useTitle } from '../parts/use-title.ts';
import { FAULT_SENTENCES } from '../sentences.ts';
import { SOURCE_WORDS } from '../source-words.ts';
import { useAnswer } from '../use-engine.ts';

const LISTED = 1_000;

/** What one copy stored of what there was, folder by folder; prints on one sheet. */
export function ReceiptPage() {
  const { engine } = useFace();
  const { params } = useRoute();
  const { value, fault, again } = useAnswer(() => engine.listReceipts(LISTED), [params.job]);
  const receipt = value?.find(({ job }) => job === params.job);
  useTitle(receipt ? `Receipt of ${formats.full(receipt.endedAt)}` : 'Receipt');
  if (fault) {
    return (
      <div class="page">
        <FaultNote fault={fault} again={again} />
      </div>
    );
  }
  if (!value) return null;
  if (!receipt) {
    return (
      <div class="page">
        <h1>This receipt is not here.</h1>
        <p>
          The Journal lists every copy there is a receipt of.{' '}
          <a href="/journal">Open the Journal</a>
        </p>
      </div>
    );
  }
  return <ReceiptSheet receipt={receipt} />;
}

function ReceiptSheet({ receipt }: { receipt: Receipt }) {
  const now = useFace().now.value;
  const sums = sumLines(receipt.lines);
  return (
    <div class="page receipt">
      <h1>
        Receipt. Copy of {SOURCE_WORDS[receipt.of.source].your}, {formats.day(receipt.startedAt)},{' '}
        {formats.time(receipt.startedAt)} to {formats.time(receipt.endedAt)}
      </h1>
      <p class={`verdict ${receipt.verdict}`}>
        <Icon name={receipt.verdict === 'complete' ? 'complete' : 'gap'} />
        {verdictWords(receipt)}
      </p>
      <p class="line acts-line">
        <button type="button" class="button small" onClick={() => print()}>
          <Icon name="print" />
          Print
        </button>
      </p>
      <Folders lines={receipt.lines} sums={sums} />
      {sums.leftOut.files > 0 && (
        <p>
          Left out by your choice: {counted(sums.leftOut.files, 'file')},{' '}
          {formats.bytes(sums.leftOut.bytes)}. They are listed; what is in them was not asked for.
        </p>
      )}
      {receipt.gaps.length > 0 && (
        <>
          <h2>What is missing</h2>
          <GapList gaps={receipt.gaps} now={now} />
        </>
      )}
      <h2>What this copy did</h2>
      <dl class="did">
        <Did name="New" value={formats.count(receipt.changes.added)} />
        <Did name="Changed" value={formats.count(receipt.changes.changed)} />
        <Did name="Moved" value={formats.count(receipt.changes.moved)} />
        <Did name="Gone" value={formats.count(receipt.changes.gone)} />
        <Did name="Requests to Microsoft" value={formats.count(receipt.requests)} />
        <Did
          name="Pauses Microsoft asked for"
          value={
            receipt.pauses === 0
              ? '0'
              : `${formats.count(receipt.pauses)}, ${formats.span(receipt.pausedMs)}`
          }
        />
        <Did name="Read from Microsoft" value={formats.bytes(receipt.downloadedBytes)} />
        <Did name="Newly stored" value={formats.bytes(receipt.storedBytes)} />
        {receipt.snapshot && (
          <div class="name">
            <dt>Name of the state that was kept</dt>
            <dd>{receipt.snapshot}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function verdictWords(receipt: Receipt): string {
  const sums = sumLines(receipt.lines);
  const missing = Math.max(sums.missing, receipt.gaps.length);
  if (receipt.verdict === 'complete') return 'Complete';
  if (receipt.verdict === 'stopped') {
    return receipt.reason === null
      ? 'Stopped: by you'
      : `Stopped: ${FAULT_SENTENCES[receipt.reason].happened}`;
  }
  return missing > 0
    ? `Incomplete: ${formats.count(missing)} of ${formats.count(sums.listed)}`
    : 'Incomplete: not every folder was read to its end';
}

/** Folders with something missing are shown; those that are equal are folded away. */
function Folders(props: { lines: readonly ReceiptLine[]; sums: ReturnType<typeof sumLines> }) {
  const { lines, sums } = props;
  const isEqual = (line: ReceiptLine) => line.missing === 0 && line.readToEnd;
  const open = lines.filter((line) => !isEqual(line));
  const folded = lines.filter(isEqual);
  const few = folded.length <= 12;
  return (
    <>
      <FolderTable lines={few ? lines : open} sums={sums} />
      {!few && (
        <details>
          <summary>{counted(folded.length, 'folder')} with nothing missing</summary>
          <FolderTable lines={folded} sums={null} />
        </details>
      )}
    </>
  );
}

function FolderTable(props: {
  lines: readonly ReceiptLine[];
  sums: ReturnType<typeof sumLines> | null;
}) {
  return (
    <table class="ledger">
      <caption class="heard">Folder by folder</caption>
      <thead>
        <tr>
          <th scope="col">Folder</th>
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
        </tr>
      </thead>
      <tbody>
        {props.lines.map((line) => (
          <tr key={`${line.account} ${line.container}`}>
            <td dir="auto">
              {line.path}
              {!line.readToEnd && <span class="caption"> not read to the end</span>}
            </td>
            <Sums {...line} />
          </tr>
        ))}
        {props.sums && (
          <tr class="sum">
            <td>Together</td>
            <Sums {...props.sums} />
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Did({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="number">{value}</dd>
    </div>
  );
}
