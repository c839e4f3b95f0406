/** Set at build time from HOLDFAST_APP_URL: where the page lives that belongs to this extension. */
declare const __APP_URL__: string;
/** Set at build time from HOLDFAST_CLIENT_ID: the app registration this build signs in with. */
declare const __CLIENT_ID__: string;
