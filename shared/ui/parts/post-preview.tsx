import { useEffect, useMemo } from 'preact/hooks';
import type { PutBackUnit } from '../../model/put-back.ts';
import { FRAME_SANDBOX, sanitiseMail } from './sanitise.ts';

/** A post to the letter, on paper of its own that can run nothing and load nothing. */
export function PostPreview({ unit }: { unit: PutBackUnit }) {
  const pictures = useMemo(
    () =>
      new Map(
        unit.pictures.map(({ src, type, bytes }) => [
          src,
          URL.createObjectURL(new Blob([bytes], { type })),
        ]),
      ),
    [unit],
  );
  useEffect(
    () => () => {
      for (const url of pictures.values()) URL.revokeObjectURL(url);
    },
    [pictures],
  );
  const { document } = useMemo(() => {
    const html = `<div style="padding:4px 12px">${unit.html ?? ''}</div>`.replace(
      /src="(\.\.\/hostedContents\/\d+\/\$value)"/g,
      (_, src: string) => `src="cid:${encodeURIComponent(src)}"`,
    );
    return sanitiseMail(html, { loadRemote: false, pictureOf: (src) => pictures.get(src) });
  }, [unit, pictures]);
  return (
    <iframe
      class="put-back-preview"
      title="What is posted"
      sandbox={FRAME_SANDBOX}
      srcdoc={document}
      onLoad={({ currentTarget }) => {
        const height = currentTarget.contentDocument?.documentElement.scrollHeight ?? 0;
        currentTarget.style.blockSize = `${Math.min(height + 2, 320)}px`;
      }}
    />
  );
}
