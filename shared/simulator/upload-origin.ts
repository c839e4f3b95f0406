/** Upload sessions of the real clouds live on Outlook's hosts. */
export function uploadOriginOf(graphOrigin: string, custom: string | undefined): string {
  const hosts: Record<string, string> = {
    'https://graph.microsoft.com': 'https://outlook.office.com',
    'https://graph.microsoft.us': 'https://outlook.office365.us',
    'https://dod-graph.microsoft.us': 'https://outlook-dod.office365.us',
    'https://microsoftgraph.chinacloudapi.cn': 'https://partner.outlook.cn',
  };
  const known = hosts[graphOrigin];
  if (known) return known;
  // A page that was loaded over https may not send to http.
  const wouldMix = graphOrigin.startsWith('https:') && custom?.startsWith('http:');
  return custom === undefined || wouldMix ? graphOrigin : custom;
}
