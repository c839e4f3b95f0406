import { useSignal } from '@preact/signals';
import { useAnswer } from '../use-engine.ts';
import { FaultNote } from './note.tsx';

/** Another cloud or registration, for the few who need one: what it takes is loaded when opened. */
export function OtherCloud(props: { class?: string; label?: string }) {
  const isOpened = useSignal(false);
  return (
    <details
      class={props.class}
      onToggle={() => {
        isOpened.value = true;
      }}
    >
      <summary>{props.label ?? 'Another cloud, or my own client id…'}</summary>
      {isOpened.value && <Form />}
    </details>
  );
}

function Form() {
  const { value: parts, fault } = useAnswer(() => import('./cloud-form.tsx'), []);
  if (fault) return <FaultNote fault={fault} />;
  return parts ? <parts.CloudForm /> : null;
}
