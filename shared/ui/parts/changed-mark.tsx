import pen from '@fluentui/svg-icons/icons/edit_12_regular.svg?raw';
import { RawIcon } from './icon.tsx';

/** What is otherwise now than the state that is shown; see `GoneMark`. */
export function ChangedMark(props: { label: string; isShort?: boolean }) {
  return (
    <span class="mark changed" title={props.label}>
      <i>
        <RawIcon raw={pen} />
      </i>
      <span class={props.isShort ? 'heard' : undefined}>{props.label}</span>
    </span>
  );
}
