import code from '@fluentui/svg-icons/icons/code_20_regular.svg?raw';
import file from '@fluentui/svg-icons/icons/document_20_regular.svg?raw';
import pdf from '@fluentui/svg-icons/icons/document_pdf_20_regular.svg?raw';
import sheet from '@fluentui/svg-icons/icons/document_table_20_regular.svg?raw';
import text from '@fluentui/svg-icons/icons/document_text_20_regular.svg?raw';
import archive from '@fluentui/svg-icons/icons/folder_zip_20_regular.svg?raw';
import picture from '@fluentui/svg-icons/icons/image_20_regular.svg?raw';
import sound from '@fluentui/svg-icons/icons/music_note_2_20_regular.svg?raw';
import slides from '@fluentui/svg-icons/icons/slide_text_20_regular.svg?raw';
import film from '@fluentui/svg-icons/icons/video_20_regular.svg?raw';
import { RawIcon } from '../parts/icon.tsx';
import { type FileKind, KINDS, promisedKind, type ShownAs } from './known-kinds.ts';

const ICONS: Readonly<Record<ShownAs, string>> = {
  picture,
  undecoded: picture,
  pdf,
  text,
  markdown: text,
  document: text,
  code,
  json: code,
  web: code,
  table: sheet,
  sheet,
  slides,
  sound,
  film,
  none: file,
};

/** The sign of a kind, beside words that say it. */
export function KindIcon({ kind, size }: { kind: FileKind; size?: number }) {
  const isArchive = kind === KINDS.zip || kind === KINDS.archive;
  return <RawIcon raw={isArchive ? archive : ICONS[kind.shownAs]} size={size} />;
}

/** The sign of a file by its name alone, for lists. */
export function FileIcon({ name, type }: { name: string; type: string }) {
  return <KindIcon kind={promisedKind(name, type)} />;
}
