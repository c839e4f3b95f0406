import { useEffect } from 'preact/hooks';

/** What the browser's tab and history call the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Holdfast' : `${title} – Holdfast`;
  }, [title]);
}

/** A moment in few words, with the full moment in the tooltip and for those who listen. */
export function Moment(props: { iso: string; children: string; full: string }) {
  return (
    <time dateTime={props.iso} title={props.full}>
      {props.children}
    </time>
  );
}
