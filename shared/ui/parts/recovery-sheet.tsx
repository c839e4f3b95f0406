import './recovery-sheet.css';
import { useSignal } from '@preact/signals';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';

/** A recovery code as it goes on paper: when it was made, what it opens, where, and how. */
export function RecoverySheet({ code }: { code: string }) {
  const { now, status } = useFace();
  const isCopied = useSignal(false);
  const { repository, mirror } = status.value ?? {};
  const accounts = status.value?.accounts.map(({ account }) => account.username) ?? [];
  const copy = () =>
    navigator.clipboard.writeText(code).then(
      () => {
        isCopied.value = true;
      },
      () => undefined,
    );
  return (
    <>
      <div class="recovery-sheet">
        <h3>Holdfast recovery code</h3>
        <p class="recovery-code">
          {code.split('-').map((group, at) => (
            <span key={at}>{group}</span>
          ))}
        </p>
        <dl>
          <dt>Made</dt>
          <dd>{formats.fullDate(new Date(now.value).toISOString())}</dd>
          <dt>Opens</dt>
          <dd>
            the copy{accounts.length > 0 && ` of ${accounts.join(', ')}`}
            {repository?.id && ` with the number ${repository.id.slice(0, 8)}`}, without its
            passphrase
          </dd>
          <dt>Where</dt>
          <dd>
            {location.host}, in the browser it was made in
            {mirror && `; also in the folder ${mirror.name}`}
          </dd>
        </dl>
        <p class="caption">
          Open that address, choose “Use the recovery code instead”, and type it. Whoever has this
          sheet and your files can read your copy: keep it away from this computer. Sheets printed
          earlier open nothing any more.
        </p>
      </div>
      <div class="line">
        <button type="button" class="button small" onClick={copy}>
          {isCopied.value ? 'Copied' : 'Copy'}
        </button>
        <button type="button" class="button small" onClick={() => print()}>
          Print…
        </button>
        <span class="heard" role="status">
          {isCopied.value && 'The code is copied.'}
        </span>
      </div>
    </>
  );
}
