/** Opens Holdfast's page in a new tab. */
export async function openApp(): Promise<void> {
  await chrome.tabs.create({ url: __APP_URL__ });
}
