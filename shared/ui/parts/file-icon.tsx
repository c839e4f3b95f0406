import code from '@fluentui/svg-icons/icons/code_20_regular.svg?raw';
import file from '@fluentui/svg-icons/icons/document_20_regular.svg?raw';
import pdf from '@fluentui/svg-icons/icons/document_pdf_20_regular.svg?raw';
import table from '@fluentui/svg-icons/icons/document_table_20_regular.svg?raw';
import text from '@fluentui/svg-icons/icons/document_text_20_regular.svg?raw';
import folder from '@fluentui/svg-icons/icons/folder_20_regular.svg?raw';
import link from '@fluentui/svg-icons/icons/folder_link_20_regular.svg?raw';
import archive from '@fluentui/svg-icons/icons/folder_zip_20_regular.svg?raw';
import picture from '@fluentui/svg-icons/icons/image_20_regular.svg?raw';
import sound from '@fluentui/svg-icons/icons/music_note_2_20_regular.svg?raw';
import notebook from '@fluentui/svg-icons/icons/notebook_20_regular.svg?raw';
import slides from '@fluentui/svg-icons/icons/slide_text_20_regular.svg?raw';
import film from '@fluentui/svg-icons/icons/video_20_regular.svg?raw';
import type { FileLook } from '../file-words.ts';
import { RawIcon } from './icon.tsx';

const RAW: Readonly<Record<FileLook, string>> = {
  archive,
  code,
  file,
  film,
  folder,
  link,
  notebook,
  pdf,
  picture,
  slides,
  sound,
  table,
  text,
};

/** What a file is, as a picture beside its name. */
export function FileIcon({ look }: { look: FileLook }) {
  return <RawIcon raw={RAW[look]} />;
}
