import { effect } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import { createFace, FaceContext } from '../../shared/ui/face.ts';
import { createHereRestores, type HereRestores } from '../../shared/ui/restore-here.ts';
import { openFace } from './open-face.ts';
import { BesideContext } from './use-open-place.ts';

/** Shows a small page of the extension in `root`, with all it needs; it lives as long as the page. */
export async function showPage(
  root: HTMLElement,
  Page: ComponentType<{ here: HereRestores }>,
): Promise<void> {
  const { engine, platform, beside } = await openFace();
  const face = createFace(engine, platform);
  const here = createHereRestores(face);
  effect(() => {
    if (face.isLocked.value) here.forget();
  });
  render(
    <FaceContext.Provider value={face}>
      <BesideContext.Provider value={beside}>
        <Page here={here} />
      </BesideContext.Provider>
    </FaceContext.Provider>,
    root,
  );
}
