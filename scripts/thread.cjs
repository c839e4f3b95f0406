// A thread of Node knows nothing of TypeScript until it is told. Told this way it needs no thread more.
require('tsx/cjs/api').register();
require('./thread-entry.ts');
