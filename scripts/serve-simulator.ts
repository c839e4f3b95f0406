import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { CHAT_ARGUMENTS, readChatArguments } from './chat-arguments.ts';
import { DRIVE_ARGUMENTS, readDriveArguments } from './drive-arguments.ts';
import { startSimulatorServer } from './simulator-server.ts';

const USAGE = `npm run simulator -- --port N [--tls-port N] [--mail DIR] [--seed N] [--messages N]
  [--files DIR] [--drive-files N] [--drive work|personal] [--rewriting off|stored|served]
  [--chats DIR] [--limits on|off] [--latency MS]`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8765' },
      'tls-port': { type: 'string' },
      mail: { type: 'string' },
      seed: { type: 'string', default: '1' },
      messages: { type: 'string' },
      ...DRIVE_ARGUMENTS,
      ...CHAT_ARGUMENTS,
      limits: { type: 'string', default: 'on' },
      latency: { type: 'string', default: '0' },
    },
  });
  const { url, tlsPort } = await startSimulatorServer({
    port: Number(values.port),
    ...(values['tls-port'] === undefined ? {} : { tlsPort: Number(values['tls-port']) }),
    ...(values.mail === undefined ? {} : { mail: values.mail }),
    ...(values.messages === undefined ? {} : { messages: Number(values.messages) }),
    ...readDriveArguments(values),
    ...readChatArguments(values),
    seed: Number(values.seed),
    limits: values.limits !== 'off',
    latencyMs: Number(values.latency),
  });
  if (tlsPort !== undefined) console.log(`Simulator over TLS: port ${tlsPort}`);
  console.log(`Simulator: ${url}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    console.error(USAGE);
    process.exitCode = 2;
  });
}

export { startSimulatorServer };
