/**
 * One measurement in a process of its own, so that neither memory nor warmth of another counts:
 * `work DIR FILES`, `maps DIR ENTRIES` or `stream DIR BYTES`. It answers by a message, and loads
 * nothing but what it measures: what understands TypeScript here needs no thread of its own.
 */
require('tsx/cjs/api').register();
require(`./repository-process-${process.argv[2]}.ts`);
