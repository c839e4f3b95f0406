import { parseArgs } from 'node:util';
import { buildApp } from './build.ts';
import { CHAT_ARGUMENTS, readChatArguments } from './chat-arguments.ts';
import { DRIVE_ARGUMENTS, readDriveArguments } from './drive-arguments.ts';
import { startAppServer } from './serve-app.ts';
import {
  type ServerOptions,
  type SimulatorServer,
  startSimulatorServer,
} from './simulator-server.ts';

/** Where the app is looked for first; also what a local build of the extension opens. */
const FIRST_PORT = 8300;
const OLDEST_NODE = 20;
/** Any will do: the simulator knows every app. */
const CLIENT_ID = '00000000-1111-4222-8333-444444444444';

const USAGE = `npm start -- [options]

  --port N        where the app is served (default ${FIRST_PORT}, or the next free port)
  --data DIR      a folder of .eml files as the mailbox, instead of an invented one;
                  subfolders become mail folders
  --messages N    how many messages are invented (default 1200)
  --seed N        which mailbox and drive are invented (default 1)
  --files DIR     a folder as the drive, instead of an invented one
  --drive-files N how many files are invented (default 240)
  --drive KIND    work or personal (default work)
  --chats DIR     a folder of chats (our own format, or exports of Slack, Mattermost, Gitter),
                  instead of invented ones
  --rewriting HOW whether SharePoint writes into documents: off, stored, served
  --limits off    without Microsoft's limits on how fast one may read (default on)
  --latency MS    how long every answer takes (default 0)`;

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

async function main(): Promise<void> {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE) {
    throw new Error(`Holdfast needs Node ${OLDEST_NODE} or later; this is ${process.version}.`);
  }
  const options = readOptions();
  if (!options) return console.log(USAGE);

  console.log('Building the app …');
  await buildApp('warn');
  const { simulator, app } = await startBoth(options);
  const origin = `http://localhost:${simulator.port}`;
  console.log(`Holdfast: http://localhost:${app.port}/`);
  console.log(`Open it and sign in as ${simulator.simulator.account.username}, password holdfast.`);
  console.log(`The simulated mailbox, to delete something in: ${origin}/simulator/`);
  console.log(`The simulated OneDrive, to lose something in: ${origin}/simulator/files`);

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void Promise.all([app.close(), simulator.close()]).then(() => process.exit(0));
    });
  }
}

async function startBoth({ port, ...options }: StartOptions) {
  let resolveReady: (simulator: SimulatorServer) => void = () => {};
  const ready = new Promise<SimulatorServer>((resolve) => {
    resolveReady = resolve;
  });
  const app = await startAppServer({
    port,
    // A tab that is still open from the last time may ask before the mailbox is filled.
    deployment: async () => {
      const origin = `http://localhost:${(await ready).port}`;
      return { clientId: CLIENT_ID, cloud: { name: 'custom', login: origin, graph: origin } };
    },
  });
  console.log(options.mail ? `Reading ${options.mail} …` : 'Inventing a mailbox …');
  // The same place as the last time if it can be: a sign-in belongs to its address.
  const simulator = await startSimulatorServer({ ...options, port: app.port + 1 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      return startSimulatorServer({ ...options, port: 0 });
    },
  );
  resolveReady(simulator);
  return { app, simulator };
}

interface StartOptions extends ServerOptions {
  port: number;
}

/** Undefined: the person asks what there is. */
function readOptions(): StartOptions | undefined {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      port: { type: 'string' },
      data: { type: 'string' },
      mail: { type: 'string' },
      messages: { type: 'string' },
      seed: { type: 'string' },
      limits: { type: 'string' },
      latency: { type: 'string' },
      ...DRIVE_ARGUMENTS,
      ...CHAT_ARGUMENTS,
    },
  });
  if (values.help) return undefined;
  const mail = values.data ?? values.mail;
  const messages = numberOf('messages', values.messages);
  const seed = numberOf('seed', values.seed);
  const latencyMs = numberOf('latency', values.latency);
  return {
    port: numberOf('port', values.port) ?? FIRST_PORT,
    ...(mail !== undefined && { mail }),
    ...(messages !== undefined && { messages }),
    ...(seed !== undefined && { seed }),
    ...(latencyMs !== undefined && { latencyMs }),
    limits: values.limits !== 'off',
    ...readDriveArguments(values),
    ...readChatArguments(values),
    accident: true,
  };
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) {
    throw new Error(`--${name} takes a number, not "${text}".\n\n${USAGE}`);
  }
  return number;
}
