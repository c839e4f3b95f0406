/** What the page asks its worker for. */
export type FolderWork =
  | { kind: 'kept' }
  | { kind: 'begin'; folder: FileSystemDirectoryHandle }
  | { kind: 'look' };
