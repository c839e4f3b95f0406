import { useSignal } from '@preact/signals';
import { type Fault, isFault, toFault } from '../../model/fault.ts';
import { CHANNEL_SCOPES, isOffered, mayRead, mayReadChannels } from '../../model/sources.ts';
import type { AccountLine } from '../accounts.ts';
import { addChannels, CHANNELS_ASKED, leaveOutChannels } from '../channels.ts';
import { chosenSources } from '../copies.ts';
import { useFace } from '../face.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { Dialog } from './dialog.tsx';
import { FaultNote } from './note.tsx';
import { OrganisationDecides } from './organisation-decides.tsx';

interface ChannelProps {
  line: AccountLine;
  onFault(fault: Fault | null): void;
}

/** Below the chats of an account, where they are copied: the channels of its teams, if wanted. */
export function ChannelItem(props: ChannelProps) {
  const { account, signIn } = props.line;
  const face = useFace();
  const isShown =
    chosenSources(face.status.value, account.id).includes('chats') &&
    isOffered('chats', account.id) &&
    mayRead('chats', signIn?.scopes ?? []);
  return isShown ? <Channels {...props} /> : null;
}

function Channels({ line, onFault }: ChannelProps) {
  const face = useFace();
  const { account, signIn } = line;
  const isLeaving = useSignal(false);
  const isBlocked = useSignal(false);
  const choice = useAnswer(() => face.engine.readChoice(account.id, 'chats'), [account.id]);
  if (choice.fault) {
    return (
      <li>
        <FaultNote fault={choice.fault} again={choice.again} />
      </li>
    );
  }
  if (choice.value === undefined) return null;
  const isOn = choice.value.channels === true;
  const isAllowed = mayReadChannels(signIn?.scopes ?? []);
  const turnOn = async () => {
    if (signIn === null) return;
    try {
      await addChannels(face, signIn);
      isBlocked.value = false;
      choice.again();
    } catch (error) {
      if (!isFault(error, 'consent-required')) throw error;
      isBlocked.value = true;
    }
  };
  return (
    <li class="within">
      <span aria-hidden="true" />
      <div>
        <p>
          <span class="strong">Channels of your teams too</span>. {stateWords(isOn, isAllowed)}
        </p>
        <p>{rightWords(isAllowed)}</p>
        {isBlocked.value && !isAllowed && (
          <div class="ask-beside">
            <p class="strong">Your organisation decides about channels.</p>
            <OrganisationDecides source="chats" asked={CHANNELS_ASKED} />
          </div>
        )}
      </div>
      {(!isOn || !isAllowed) && (
        <ActButton
          class="button small"
          cannotBecause={face.online.value ? null : 'No network'}
          act={turnOn}
          onFault={onFault}
        >
          {isBlocked.value
            ? 'Check again'
            : isAllowed
              ? 'Copy your channels'
              : 'Allow and copy your channels…'}
        </ActButton>
      )}
      {isOn && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            isLeaving.value = true;
          }}
        >
          Turn off…<span class="heard"> Channels of your teams</span>
        </button>
      )}
      {isLeaving.value && (
        <Dialog
          title="Copy your channels no more?"
          answer={{
            label: 'Turn off',
            run: () => {
              leaveOutChannels(face, account.id).then(choice.again, (error: unknown) => {
                onFault(toFault(error));
              });
            },
          }}
          leave="Go on copying"
          onClose={() => {
            isLeaving.value = false;
          }}
        >
          <p>
            What is kept of them stays kept and can be read. Your chats go on being copied. It can
            be turned on again at any time.
          </p>
        </Dialog>
      )}
    </li>
  );
}

function stateWords(isOn: boolean, isAllowed: boolean): string {
  if (!isOn)
    return isAllowed ? 'Not copied.' : 'Not copied: an administrator must have allowed it.';
  if (isAllowed) return 'Copied with your chats, posts with their replies.';
  return 'They wait for the right to read them; your chats go on being copied.';
}

function rightWords(isAllowed: boolean): string {
  const { read, beside = [] } = CHANNEL_SCOPES;
  if (isAllowed) return `May be read (${read.join(', ')}). Nothing is written.`;
  return `Needs ${read.join(', ')}, and ${beside.join(', ')} for files in them: reading, of teams you are in only.`;
}
