import { measureMaps } from './repository-maps.ts';
import { measureInFolder } from './repository-process-parts.ts';

measureInFolder((parts, entries) => measureMaps(parts, Number(entries)));
