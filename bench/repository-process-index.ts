import { measureIndex } from './repository-index.ts';
import { measureInFolder } from './repository-process-parts.ts';

measureInFolder((parts, blobs) => measureIndex(parts, Number(blobs)));
