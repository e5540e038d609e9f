import { emptyLaptopCluster, laptopPage } from '../laptop/laptop-page.tsx';
import { definePage } from '../platform-page.ts';

export const kindPage = definePage<'kind', never>({
  ...laptopPage({
    id: 'kind',
    title: 'kind',
    byHand: 'kind create cluster --config FILE',
    image: true,
    sizes: false,
    gpus: [],
  }),
  emptyCluster: () => ({ platform: 'kind', kind: emptyLaptopCluster }),
});
