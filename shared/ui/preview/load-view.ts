import type { FunctionComponent } from 'preact';
import type { ShownAs } from './known-kinds.ts';
import type { ViewProps } from './view.ts';

type View = FunctionComponent<ViewProps>;

const VIEWS: Readonly<Record<Exclude<ShownAs, 'none' | 'undecoded'>, () => Promise<View>>> = {
  picture: () => import('./picture-view.tsx').then((module) => module.PictureView),
  pdf: () => import('./pdf-view.tsx').then((module) => module.PdfView),
  text: () => import('./text-view.tsx').then((module) => module.TextView),
  code: () => import('./text-view.tsx').then((module) => module.TextView),
  table: () => import('./table-view.tsx').then((module) => module.TableView),
  json: () => import('./json-view.tsx').then((module) => module.JsonView),
  markdown: () => import('./markdown-view.tsx').then((module) => module.MarkdownView),
  web: () => import('./web-view.tsx').then((module) => module.WebView),
  document: () => import('./document-view.tsx').then((module) => module.DocumentView),
  sheet: () => import('./sheet-view.tsx').then((module) => module.SheetView),
  slides: () => import('./slides-view.tsx').then((module) => module.SlidesView),
  sound: () => import('./media-view.tsx').then((module) => module.MediaView),
  film: () => import('./media-view.tsx').then((module) => module.MediaView),
};

/** What shows files of a kind; undefined where they are told in words only. */
export function loadView(shownAs: ShownAs): Promise<View> | undefined {
  return shownAs === 'none' || shownAs === 'undecoded' ? undefined : VIEWS[shownAs]();
}
