import '../../shared/ui/style.css';
import { render } from 'preact';
import type { Fault } from '../../shared/model/fault.ts';
import { FilePreview } from '../../shared/ui/preview/file-preview.tsx';
import { FileIcon } from '../../shared/ui/preview/kind-icon.tsx';
import { Thumbnail } from '../../shared/ui/preview/thumbnail.tsx';

/** What the tests hand over: bytes as Base64, for nothing may be asked of the network. */
export interface GivenFile {
  name: string;
  type: string;
  base64: string;
  /** Told in place of the bytes' own number. */
  sizeBytes?: number;
  /** Never comes, until it is broken off. */
  isSlow?: boolean;
}

declare global {
  interface Window {
    showFile(given: GivenFile): void;
    showThumbnails(given: readonly GivenFile[], size: 'row' | 'tile'): void;
    faults: string[];
    loads: { running: number; most: number; all: number; bytes: number };
  }
}

window.faults = [];
window.loads = { running: 0, most: 0, all: 0, bytes: 0 };
let shows = 0;

function fileOf({ name, type, base64 }: GivenFile): File {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new File([bytes], name, { type });
}

async function load(given: GivenFile, signal: AbortSignal): Promise<File> {
  if (!given.isSlow) return fileOf(given);
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

const place = document.getElementById('place');

window.showFile = (given) => {
  window.faults = [];
  const file = fileOf(given);
  const note = (fault: Fault) => window.faults.push(fault.upstreamCode ?? fault.code);
  if (!place) return;
  render(
    <FilePreview
      key={++shows}
      name={given.name}
      type={given.type}
      sizeBytes={given.sizeBytes ?? file.size}
      load={(signal) => load(given, signal)}
      onFault={note}
      onSave={() => undefined}
    />,
    place,
  );
};

window.showThumbnails = (list, size) => {
  if (!place) return;
  const counted = async (given: GivenFile, most: number) => {
    const { loads } = window;
    loads.all++;
    loads.bytes = Math.max(loads.bytes, most);
    loads.most = Math.max(loads.most, ++loads.running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    loads.running--;
    return fileOf(given);
  };
  // In a list that is longer than the page.
  render(
    <ul style={{ lineHeight: '60px' }}>
      {list.map((given) => (
        <li key={given.name} style={{ position: 'relative', blockSize: '60px' }}>
          <Thumbnail
            name={given.name}
            type={given.type}
            sizeBytes={given.sizeBytes ?? 1000}
            contentKey={given.base64}
            size={size}
            load={(most) => counted(given, most)}
          >
            <FileIcon name={given.name} type={given.type} />
          </Thumbnail>
          {given.name}
        </li>
      ))}
    </ul>,
    place,
  );
};
