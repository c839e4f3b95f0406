import folder24Regular from '@fluentui/svg-icons/icons/folder_24_regular.svg?raw';
import { RawIcon } from './icon.tsx';

/** Beside a heading; only pages that ask for sources need it. */
export function FolderLarge() {
  return <RawIcon raw={folder24Regular} />;
}
