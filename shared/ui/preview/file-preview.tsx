import './preview.css';
import type { FunctionComponent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Fault, isAbort, toFault } from '../../model/fault.ts';
import { formats } from '../formats.ts';
import { FaultNote, Note } from '../parts/note.tsx';
import { detectKind, HEAD_BYTES } from './file-kind.ts';
import { KindIcon } from './kind-icon.tsx';
import type { FileKind } from './known-kinds.ts';
import { promisedKind } from './known-kinds.ts';
import { loadView } from './load-view.ts';
import { TROUBLE_SENTENCES, troubleOf } from './trouble.ts';
import type { ViewProps } from './view.ts';

export interface FilePreviewProps {
  name: string;
  /** As Microsoft or a sender has it; only believed where the name says nothing. */
  type: string;
  sizeBytes: number;
  /** Brings the file out of the copy; `onShare` may be told how much of it is there, from 0 to 1. */
  load(signal: AbortSignal, onShare: (share: number) => void): Promise<File>;
  /** Told of whatever kept it from being shown; the preview says it in words all the same. */
  onFault?(fault: Fault): void;
  /** Offered where a file can't be shown; without it the words alone say so. */
  onSave?(): void;
}

/** Larger files are loaded when somebody asks: it takes time, and room. */
const ASKS_FROM = 100_000_000;
/** What nothing is known of by its name is looked at up to this size. */
const LOOKS_UP_TO = 20_000_000;

type State =
  | { is: 'asking' }
  | { is: 'loading'; share: number | null }
  | { is: 'stopped' }
  | { is: 'shown'; file: File; kind: FileKind; View: FunctionComponent<ViewProps> }
  | { is: 'told'; kind: FileKind }
  | { is: 'failed'; fault: Fault };

/**
 * A kept file, shown from the copy. Nothing in it runs, and nothing is asked of the network. Another
 * file is another preview: give it a `key` of its content.
 */
export function FilePreview(props: FilePreviewProps) {
  const { name, type, sizeBytes } = props;
  const promised = promisedKind(name, type);
  const [state, setState] = useState<State>({ is: 'loading', share: null });
  const [round, setRound] = useState(0);
  const ending = useRef<AbortController | null>(null);
  const fail = (fault: Fault) => {
    setState({ is: 'failed', fault });
    props.onFault?.(fault);
  };

  const show = async (signal: AbortSignal) => {
    setState({ is: 'loading', share: null });
    const file = await props.load(signal, (share) => {
      if (!signal.aborted) setState({ is: 'loading', share });
    });
    const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
    const kind = detectKind(name, type, head);
    const View = await loadView(kind.shownAs);
    signal.throwIfAborted();
    setState(View ? { is: 'shown', file, kind, View } : { is: 'told', kind });
  };

  useEffect(() => {
    const control = new AbortController();
    ending.current = control;
    const first = firstState(promised, sizeBytes);
    if (round === 0 && first) setState(first);
    else {
      show(control.signal).catch((error: unknown) => {
        if (!control.signal.aborted && !isAbort(error)) fail(toFault(error));
      });
    }
    return () => control.abort();
  }, [round]);

  const again = () => setRound(round + 1);
  const stop = () => {
    ending.current?.abort();
    setState({ is: 'stopped' });
  };
  return (
    <div class="file-preview">
      {state.is === 'asking' && (
        <Told kind={promised} sizeBytes={sizeBytes}>
          <p class="quiet">It is large; bringing it out of the copy takes a moment.</p>
          <button type="button" class="button" onClick={again}>
            Show it
          </button>
        </Told>
      )}
      {state.is === 'loading' && (
        <div class="waits" role="status">
          <progress
            aria-label={`Bringing ${name} out of the copy`}
            {...(state.share === null ? {} : { value: state.share, max: 1 })}
          />
          <button type="button" class="button small" onClick={stop}>
            Cancel
          </button>
        </div>
      )}
      {state.is === 'stopped' && (
        <Told kind={promised} sizeBytes={sizeBytes}>
          <button type="button" class="button" onClick={again}>
            Show it
          </button>
        </Told>
      )}
      {state.is === 'shown' && (
        <state.View name={name} kind={state.kind} file={state.file} onFault={fail} />
      )}
      {state.is === 'told' && (
        <Told kind={state.kind} sizeBytes={sizeBytes}>
          <p class="quiet">{toldWords(state.kind)}</p>
          <SaveButton onSave={props.onSave} />
        </Told>
      )}
      {state.is === 'failed' && <Failed fault={state.fault} again={again} onSave={props.onSave} />}
    </div>
  );
}

/** What needs no loading: kinds that are told in words, and files that are asked about first. */
function firstState(kind: FileKind, sizeBytes: number): State | null {
  if (kind.shownAs === 'undecoded') return { is: 'told', kind };
  const isUnknown = kind.words === 'File' && sizeBytes <= LOOKS_UP_TO;
  if (kind.shownAs === 'none') return isUnknown ? null : { is: 'told', kind };
  return sizeBytes >= ASKS_FROM ? { is: 'asking' } : null;
}

function toldWords({ shownAs }: FileKind): string {
  return shownAs === 'undecoded'
    ? 'Browsers can’t show this kind. It is whole here: save it and open it with a program that knows it.'
    : 'Files of this kind are not shown here. It is whole: save it and open it with its program.';
}

function Told(props: { kind: FileKind; sizeBytes: number; children: preact.ComponentChildren }) {
  return (
    <div class="told">
      <KindIcon kind={props.kind} size={40} />
      <p class="strong">{props.kind.words}</p>
      <p class="quiet">{formats.bytes(props.sizeBytes)}</p>
      {props.children}
    </div>
  );
}

function SaveButton({ onSave }: { onSave: (() => void) | undefined }) {
  if (!onSave) return null;
  return (
    <button type="button" class="button" onClick={onSave}>
      Save…
    </button>
  );
}

function Failed(props: { fault: Fault; again(): void; onSave: (() => void) | undefined }) {
  const trouble = troubleOf(props.fault);
  if (!trouble) return <FaultNote fault={props.fault} again={props.again} />;
  const { happened, todo } = TROUBLE_SENTENCES[trouble];
  return (
    <div role="alert">
      <Note kind="gap">
        <p class="strong">{happened}</p>
        <p>{todo}</p>
        <SaveButton onSave={props.onSave} />
      </Note>
    </div>
  );
}
