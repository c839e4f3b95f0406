// What understands TypeScript this way needs no thread of its own, whose memory would be measured.
require('tsx/cjs/api').register();
require('./drive-process.ts');
