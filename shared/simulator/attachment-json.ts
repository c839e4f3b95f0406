import type { Json } from './answer.ts';
import { toBase64 } from './base64.ts';
import type { Attachment } from './content.ts';

/** Properties by type. v1.0 shows nothing of a reference attachment but what all types have. */
export const ATTACHMENT_PROPERTIES = [
  'id',
  'lastModifiedDateTime',
  'name',
  'contentType',
  'size',
  'isInline',
] as const;
export const FILE_PROPERTIES = ['contentId', 'contentLocation', 'contentBytes'] as const;

/**
 * An attachment as Graph shows it. `size` is the stored size with Exchange's overhead, which is
 * more than the bytes of the content.
 * Source: learn.microsoft.com/graph/api/attachment-get, outlook-large-attachments (a file of
 * 3,483,322 bytes has size 3,640,066).
 */
export function attachmentJson(
  attachment: Attachment,
  id: string,
  options: { withBytes: boolean; select?: ReadonlySet<string> },
): Json {
  const type = { file: 'fileAttachment', item: 'itemAttachment', reference: 'referenceAttachment' };
  const json: Json = { '@odata.type': `#microsoft.graph.${type[attachment.kind]}` };
  const all: Json = {
    id,
    lastModifiedDateTime: new Date(attachment.modifiedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    name: attachment.name,
    contentType: attachment.kind === 'item' ? null : attachment.contentType,
    size: storedSize(attachment),
    isInline: attachment.isInline,
  };
  if (attachment.kind === 'file') {
    json['@odata.mediaContentType'] = attachment.contentType;
    all.contentId = attachment.contentId;
    all.contentLocation = attachment.contentLocation;
  }
  for (const [name, value] of Object.entries(all)) {
    if (name === 'id' || !options.select || options.select.has(name)) json[name] = value;
  }
  const wantsBytes = options.select ? options.select.has('contentBytes') : options.withBytes;
  if (attachment.kind === 'file' && wantsBytes) json.contentBytes = toBase64(attachment.bytes());
  return json;
}

function storedSize({ length }: Attachment): number {
  return Math.round(length * 1.045) + 186;
}
