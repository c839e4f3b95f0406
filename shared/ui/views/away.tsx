import { useFace } from '../face.ts';
import { firstWords } from '../first-words.ts';
import { FirstActs } from '../parts/first-acts.tsx';
import { useTitle } from '../parts/use-title.ts';

/** In place of every page while nothing of the copy can be read, because its folder is away. */
export function Away() {
  const { status } = useFace();
  const words = status.value && firstWords(status.value.first);
  useTitle('Folder not available');
  if (!words) return null;
  return (
    <div class="page away">
      <h1>{words.brief}</h1>
      <p>{words.text}</p>
      <FirstActs />
    </div>
  );
}
