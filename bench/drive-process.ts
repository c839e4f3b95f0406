import { DriveBench } from './drive-copy.ts';

/** Copies a drive and tells the most this process ever had, as the kernel counted. */
async function main(): Promise<void> {
  const [url = '', folder = ''] = process.argv.slice(2);
  const bench = await DriveBench.open(url, folder);
  await bench.addressOf('huge.bin');
  const startMb = process.memoryUsage.rss() / 1e6;
  const { seconds } = await bench.copy();
  await bench.close();
  const peakMb = (process.resourceUsage().maxRSS * 1024) / 1e6;
  process.send?.({ seconds, startMb, peakMb }, () => process.exit(0));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
