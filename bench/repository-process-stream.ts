import { measureInFolder } from './repository-process-parts.ts';
import { measureStream } from './repository-stream.ts';

measureInFolder((parts, sizeBytes) => measureStream(parts, Number(sizeBytes)));
