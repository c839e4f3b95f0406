import type { Outline } from './office-words.ts';
import { scrollable } from './scrollable.ts';

/** Words without their layout, and that it is so. */
export function OutlineBody(props: { name: string; words: string; sections: readonly Outline[] }) {
  const isSlides = props.sections.length > 1 || props.sections[0]?.title !== '';
  return (
    <figure class="seen words">
      <div class="sight" {...scrollable(true, props.name)}>
        <div class="laid-out">
          {props.sections.map(({ title, lines }, index) => (
            <section key={index} class={isSlides ? 'slide' : undefined}>
              {isSlides && <p class="caption">{`Slide ${index + 1}`}</p>}
              {title !== '' && <h3 dir="auto">{title}</h3>}
              {lines.map((line, at) => (
                <p key={at} dir="auto">
                  {line}
                </p>
              ))}
              {isSlides && title === '' && lines.length === 0 && (
                <p class="quiet">No words on this slide.</p>
              )}
            </section>
          ))}
        </div>
      </div>
      <figcaption class="under">
        {props.words}. Text only: pictures and layout are left out.
      </figcaption>
    </figure>
  );
}
