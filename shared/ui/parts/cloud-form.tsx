import './cloud-form.css';
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { CLOUDS, type Cloud, type CloudName } from '../../model/settings.ts';
import { CLOUD_WORDS } from '../cloud-words.ts';
import { useFace } from '../face.ts';

/** Which Microsoft cloud, and by which registration; changing either loads the page anew. */
export function CloudForm() {
  const face = useFace();
  const now = face.settings.value;
  const id = useId();
  const name = useSignal<CloudName>(now.cloud.name);
  const login = useSignal(now.cloud.login);
  const graph = useSignal(now.cloud.graph);
  const clientId = useSignal(now.clientId);
  const problem = useSignal('');

  const save = (event: Event) => {
    event.preventDefault();
    const cloud = cloudFrom(name.value, login.value, graph.value);
    if (!cloud) {
      problem.value =
        'Both addresses begin with https://, or with http:// on this machine, and end after the host.';
      return;
    }
    face.changeSettings({ cloud, clientId: clientId.value.trim() });
  };
  return (
    <form class="cloud-form" onSubmit={save}>
      <label>
        <span>Cloud</span>
        <select
          value={name.value}
          onChange={(event) => {
            const chosen = CLOUD_NAMES.find((known) => known === event.currentTarget.value);
            if (chosen) name.value = chosen;
          }}
        >
          {CLOUD_NAMES.map((known) => (
            <option key={known} value={known}>
              {CLOUD_WORDS[known]}
            </option>
          ))}
        </select>
      </label>
      {name.value === 'custom' && (
        <>
          <p class="caption">
            Holdfast hands your sign-in and everything it restores to these addresses instead of
            Microsoft's. Enter only what you run yourself; nobody at Microsoft asks you to.
          </p>
          <label>
            <span>Sign-in address</span>
            <input
              type="url"
              required
              value={login.value}
              aria-describedby={`${id} problem`}
              onInput={(event) => {
                login.value = event.currentTarget.value;
              }}
            />
          </label>
          <label>
            <span>Graph address</span>
            <input
              type="url"
              required
              value={graph.value}
              aria-describedby={`${id} problem`}
              onInput={(event) => {
                graph.value = event.currentTarget.value;
              }}
            />
          </label>
        </>
      )}
      <label>
        <span>Client id of your own registration</span>
        <input
          type="text"
          autocomplete="off"
          spellcheck={false}
          placeholder="The one built in"
          value={clientId.value}
          onInput={(event) => {
            clientId.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="caption">
        A registration of your own names this redirect address, as a single-page application:{' '}
        <code>{face.platform.redirectUri}</code>
      </p>
      <p id={`${id} problem`} class="caption problem" role="status">
        {problem.value}
      </p>
      <button type="submit" class="button">
        Save
      </button>
    </form>
  );
}

const CLOUD_NAMES: readonly CloudName[] = ['global', 'us-gov', 'us-dod', 'china', 'custom'];

/** undefined when an address can't be one: a sign-in must never go out in the clear. */
export function cloudFrom(name: CloudName, login: string, graph: string): Cloud | undefined {
  if (name !== 'custom') return CLOUDS[name];
  const [loginOrigin, graphOrigin] = [originOf(login), originOf(graph)];
  return loginOrigin && graphOrigin ? { name, login: loginOrigin, graph: graphOrigin } : undefined;
}

function originOf(address: string): string | undefined {
  try {
    const url = new URL(address.trim());
    const isLocal = /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) return undefined;
    return url.pathname === '/' && url.search === '' ? url.origin : undefined;
  } catch {
    return undefined;
  }
}
