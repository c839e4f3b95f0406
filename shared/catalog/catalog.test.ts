import { describeCatalog } from './catalog.contract.ts';
import { openCatalog } from './open-catalog.ts';
import { openSealedInMemory } from './sealed.contract.ts';

describeCatalog('memory', () =>
  openCatalog({ directory: 'memory', name: 'test', repositoryId: 'r' }),
);

describeCatalog('sealed', () => openSealedInMemory());
