import type { ComponentChildren } from 'preact';
import type { Fault } from '../../model/fault.ts';
import { FAULT_SENTENCES } from '../sentences.ts';
import { Icon } from './icon.tsx';

/** At most one a page: something worth knowing that is not the page's own sentence. */
export function Note(props: { kind: 'info' | 'gap'; children: ComponentChildren }) {
  return (
    <div class={`note ${props.kind}`}>
      <Icon name={props.kind === 'gap' ? 'warning' : 'info'} />
      <div>{props.children}</div>
    </div>
  );
}

/** A fault in place of what it kept from being shown: what happened, what it means, what to do. */
export function FaultNote(props: { fault: Fault; again?: () => void }) {
  const { happened, means, todo } = FAULT_SENTENCES[props.fault.code];
  const copy = () => {
    const { code, message, upstreamCode } = props.fault;
    navigator.clipboard
      .writeText([code, upstreamCode, message].filter(Boolean).join('\n'))
      .catch(() => undefined);
  };
  return (
    <div role="alert">
      <Note kind="gap">
        <p class="strong">{happened}</p>
        <p>
          {means} {todo}
        </p>
        <div class="line">
          {props.again && (
            <button type="button" class="button small" onClick={props.again}>
              Try again
            </button>
          )}
          {props.fault.code === 'unexpected' && (
            <button type="button" class="button small" onClick={copy}>
              Copy details
            </button>
          )}
        </div>
      </Note>
    </div>
  );
}
