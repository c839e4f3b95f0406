import { measureOpening } from './repository-index.ts';
import { measureInFolder } from './repository-process-parts.ts';

measureInFolder(measureOpening);
