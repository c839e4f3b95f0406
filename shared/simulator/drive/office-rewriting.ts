import { bytesContent, editedContent, type FileContent, textContent } from './file-content.ts';
import { extensionOf } from './file-types.ts';

/**
 * SharePoint writes properties of its own into documents, so that what is there is not what was sent:
 * - `stored`: size and hash are those of the changed file (OneDrive/onedrive-api-docs#935).
 * - `served`: they are those of the sent file, and the download differs (#1066).
 */
export type Rewriting = 'off' | 'stored' | 'served';

const ZIPPED = new Set(['docx', 'xlsx', 'pptx']);
const NOTE = 'SharePoint wrote here: ContentTypeId 0x0101, MediaServiceMetadata.';
/** Of the record that ends a zip archive, when it has no comment yet. */
const ZIP_END_BYTES = 22;

export async function rewrittenAs(
  rewriting: Rewriting,
  name: string,
  content: FileContent,
): Promise<{ content: FileContent; served?: FileContent }> {
  const other = rewriting === 'off' ? undefined : await withProperties(name, content);
  if (!other) return { content };
  return rewriting === 'stored' ? { content: other } : { content, served: other };
}

/** undefined: not a kind of file that is written into. The result still opens. */
async function withProperties(
  name: string,
  content: FileContent,
): Promise<FileContent | undefined> {
  const extension = extensionOf(name);
  const end = content.size;
  if (extension === 'html' || extension === 'htm') {
    return editedContent(content, end, textContent(`<!-- ${NOTE} -->`), 0);
  }
  if (extension === 'pdf') return editedContent(content, end, textContent(`\n% ${NOTE}\n`), 0);
  if (!ZIPPED.has(extension) || end < ZIP_END_BYTES) return undefined;
  const tail = await content.read(end - ZIP_END_BYTES, end);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  const hasNoComment = view.getUint32(0) === 0x504b0506 && view.getUint16(20, true) === 0;
  if (!hasNoComment) return undefined;
  const note = new TextEncoder().encode(NOTE);
  view.setUint16(20, note.length, true);
  const whole = new Uint8Array(ZIP_END_BYTES + note.length);
  whole.set(tail);
  whole.set(note, ZIP_END_BYTES);
  return editedContent(content, end - ZIP_END_BYTES, bytesContent(whole), ZIP_END_BYTES);
}
