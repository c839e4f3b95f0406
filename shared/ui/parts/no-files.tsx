import type { Signal } from '@preact/signals';
import type { ContainerSummary } from '../../model/lists.ts';
import type { Time } from './use-time.ts';

/** No such folder, or none at all. */
export function NoFolder({ isEmpty, time }: { isEmpty: boolean; time: Time }) {
  if (time.asOf !== null) {
    return (
      <div class="page">
        <h1>This folder was not there then.</h1>
        <p>
          <a href={time.keep('/files')}>Show the drive of that time</a>
        </p>
      </div>
    );
  }
  return (
    <div class="page">
      <h1>{isEmpty ? 'No files are kept yet.' : 'This folder is not in your copy.'}</h1>
      <p>
        {isEmpty
          ? 'Folders appear here as soon as the first copy of a OneDrive has read them. '
          : 'It may have been named by an older address. '}
        <a href={isEmpty ? '/' : '/files'}>{isEmpty ? 'Go to Home' : 'Show the whole drive'}</a>
      </p>
    </div>
  );
}

/** A folder without anything to show. */
export function EmptyFolder(props: {
  folder: ContainerSummary;
  showsGone: Signal<boolean>;
  isPast: boolean;
}) {
  const { folder, showsGone } = props;
  if (props.isPast) return <p class="empty">Nothing was here then.</p>;
  if (folder.gone === 0) return <p class="empty">Nothing was ever here.</p>;
  return (
    <div class="empty">
      <p>
        Nothing is here now. {folder.gone === 1 ? '1 thing was.' : `${folder.gone} things were.`}
      </p>
      {!showsGone.value && (
        <button
          type="button"
          class="button"
          onClick={() => {
            showsGone.value = true;
          }}
        >
          Show what is gone
        </button>
      )}
    </div>
  );
}
