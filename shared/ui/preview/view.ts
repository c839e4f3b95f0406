import type { Fault } from '../../model/fault.ts';
import type { FileKind } from './known-kinds.ts';

/** What each kind's view gets. It tells of a fault, and is then replaced by its words. */
export interface ViewProps {
  name: string;
  kind: FileKind;
  file: File;
  onFault(fault: Fault): void;
}
