/** Set at build time from HOLDFAST_APP_URL: where the page lives that this extension opens. */
declare const __APP_URL__: string;

/** The parts of the browser's extension interface that are used here; Firefox has them as well. */
declare const chrome: {
  runtime: {
    onInstalled: { addListener(told: (details: { reason: string }) => void): void };
  };
  tabs: { create(properties: { url: string }): Promise<unknown> };
};
