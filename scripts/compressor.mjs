// A worker of Node knows nothing of TypeScript until it is told.
import { register } from 'tsx/esm/api';

register();
await import('./compressor-thread.ts');
