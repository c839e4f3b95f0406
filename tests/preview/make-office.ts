import { crc32, deflateRawSync } from 'node:zlib';

/** An archive of the parts; compressed, so that bombs are small. */
export function makeZip(parts: Readonly<Record<string, string | Uint8Array>>): Buffer<ArrayBuffer> {
  const files: Buffer[] = [];
  const table: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content as string);
    const packed = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.byteLength, 14);
    fields.writeUInt32LE(bytes.byteLength, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const letters = Buffer.from(name);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, letters, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    table.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, rest, letters]));
    files.push(local);
    at += local.byteLength;
  }
  const list = Buffer.concat(table);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(table.length, 8);
  end.writeUInt16LE(table.length, 10);
  end.writeUInt32LE(list.byteLength, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, list, end]);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ' +
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ' +
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
  'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" ' +
  'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"';

interface DocxOptions {
  /** What stands in the body, as Word writes it. */
  body: string;
  /** Relations of the document: id, last word of the type, target, and whether it lies elsewhere. */
  relations?: readonly [id: string, type: string, target: string, isExternal?: boolean][];
  parts?: Readonly<Record<string, string | Uint8Array>>;
}

/** A Word document with as little in it as Word's readers need. */
export function makeDocx({ body, relations = [], parts = {} }: DocxOptions): Buffer<ArrayBuffer> {
  const links = relations.map(
    ([id, type, target, isExternal]) =>
      `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"${isExternal ? ' TargetMode="External"' : ''}/>`,
  );
  return makeZip({
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `${XML}<w:document ${WORD}><w:body>${body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1000" w:right="1000" w:bottom="1000" w:left="1000"/></w:sectPr></w:body></w:document>`,
    'word/_rels/document.xml.rels': `${XML}<Relationships xmlns="${RELATIONS}">${links.join('')}</Relationships>`,
    ...parts,
  });
}

/** A paragraph of a Word document. */
export const paragraph = (words: string) => `<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`;

/** A picture of a Word document, by the id of its relation. */
export const drawing = (id: string, how: 'embed' | 'link' = 'embed') =>
  `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="600000"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:${how}="${id}"/></pic:blipFill><pic:spPr><a:xfrm><a:ext cx="900000" cy="600000"/></a:xfrm></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;

/** A presentation: for each slide its title and its lines. The files' numbers run backwards. */
export function makePptx(
  slides: readonly { title: string; lines: readonly string[] }[],
): Buffer<ArrayBuffer> {
  const last = slides.length;
  const ids = slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="s${index}"/>`);
  const links = slides.map(
    (_, index) =>
      `<Relationship Id="s${index}" Type="${OFFICE}/slide" Target="slides/slide${last - index}.xml"/>`,
  );
  const shape = (kind: string, lines: readonly string[]) =>
    `<p:sp><p:nvSpPr><p:nvPr>${kind}</p:nvPr></p:nvSpPr><p:txBody>${lines.map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`).join('')}</p:txBody></p:sp>`;
  return makeZip({
    '[Content_Types].xml': `${XML}<Types/>`,
    'ppt/presentation.xml': `${XML}<p:presentation><p:sldIdLst>${ids.join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': `${XML}<Relationships xmlns="${RELATIONS}">${links.join('')}</Relationships>`,
    ...Object.fromEntries(
      slides.map(({ title, lines }, index) => [
        `ppt/slides/slide${last - index}.xml`,
        `${XML}<p:sld>${shape('<p:ph type="title"/>', [title])}${shape('<p:ph idx="1"/>', lines)}${shape('<p:ph type="sldNum"/>', ['7'])}</p:sld>`,
      ]),
    ),
  });
}
