import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge';

/**
 * Where Microsoft sends the browser back to: in its own window, in the hidden frame, in this
 * window, and an administrator who has allowed the app. MSAL's bridge hands what came to the page
 * that asked. An administrator's way back has nobody waiting: it gets a sentence.
 */
const parameters = new URLSearchParams(location.search);
if (parameters.has('admin_consent') || (parameters.has('error') && !parameters.has('state'))) {
  const isAllowed = parameters.get('admin_consent')?.toLowerCase() === 'true';
  show(
    isAllowed && !parameters.has('error')
      ? 'Holdfast is allowed for your organisation. You can close this page.'
      : 'Nothing was changed for your organisation. You can close this page.',
  );
} else {
  broadcastResponseToMainFrame().catch(() => {
    show('There is nothing to sign in to here. You can close this page and go back to Holdfast.');
  });
}

function show(text: string): void {
  document.title = 'Holdfast';
  const message = document.getElementById('message');
  if (message) message.textContent = text;
}
