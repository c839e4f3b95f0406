import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/**
 * An address for the file's bytes under a type of our own, given back when the part goes. The type
 * the sender named is never used.
 */
export function useAddress(file: File, type: string): string | null {
  const address = useSignal<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file.slice(0, file.size, type));
    address.value = made;
    return () => URL.revokeObjectURL(made);
  }, [file, type]);
  return address.value;
}
