import { useEffect } from 'preact/hooks';

/** What the browser's tab and history call the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Holdfast' : `${title} – Holdfast`;
  }, [title]);
}
