/** Set at build time from HOLDFAST_CLIENT_ID: the app registration this build signs in with. */
declare const __CLIENT_ID__: string;
