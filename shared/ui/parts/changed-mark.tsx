import pen from '@fluentui/svg-icons/icons/edit_12_regular.svg?raw';
import { RawIcon } from './icon.tsx';
import { MarkWord, type MarkWords } from './mark.tsx';

/** What is otherwise now than the state that is shown, or than it was; see `GoneMark`. */
export function ChangedMark(props: MarkWords) {
  return (
    <span class="mark changed" title={props.label}>
      <i>
        <RawIcon raw={pen} />
      </i>
      <MarkWord {...props} />
    </span>
  );
}
