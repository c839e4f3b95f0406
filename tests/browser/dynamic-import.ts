/**
 * The test runner rewrites `import()` to go through an object that pages have and workers have
 * not. To be imported before anything else of a worker.
 */
Object.assign(globalThis, {
  __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() },
});
