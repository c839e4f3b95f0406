import { useSignal } from '@preact/signals';
import type { Fault } from '../../shared/model/fault.ts';
import { stopCopies } from '../../shared/ui/copies.ts';
import { useFace } from '../../shared/ui/face.ts';
import { ActButton } from '../../shared/ui/parts/act-button.tsx';
import { FAULT_SENTENCES } from '../../shared/ui/sentences.ts';

/** Ends every copy that runs; what is in hand is still kept. */
export function StopButton() {
  const face = useFace();
  const fault = useSignal<Fault | null>(null);
  const isStopping = face.protection.value?.job?.state.kind === 'stopping';
  return (
    <>
      <ActButton
        class="button small plain"
        cannotBecause={isStopping ? 'It is stopping' : null}
        act={() => stopCopies(face)}
        onFault={(found) => {
          fault.value = found;
        }}
      >
        {isStopping ? 'Stopping…' : 'Stop'}
      </ActButton>
      {fault.value && <span role="alert">{FAULT_SENTENCES[fault.value.code].happened}</span>}
    </>
  );
}
