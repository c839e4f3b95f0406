import { FRAME_SANDBOX } from '../parts/sanitise.ts';

/** Unlike a mail, a document scrolls in its own frame. */
const SCROLLS = '<style>html{overflow:auto!important}body{padding:16px!important}</style>';

/** A sanitised document on white paper, in a frame without script and with a policy of its own. */
export function PaperFrame(props: { title: string; content: string; style?: string }) {
  const styles = `${SCROLLS}${props.style ? `<style>${props.style}</style>` : ''}</head>`;
  return (
    <iframe
      class="sight on-paper"
      title={props.title}
      sandbox={FRAME_SANDBOX}
      referrerpolicy="no-referrer"
      srcdoc={props.content.replace('</head>', () => styles)}
    />
  );
}
