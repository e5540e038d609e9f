import { emptyLaptopCluster, laptopPage } from '../laptop/laptop-page.tsx';
import { definePage } from '../platform-page.ts';

export const k3dPage = definePage<'k3d', never>({
  ...laptopPage({
    id: 'k3d',
    title: 'k3d',
    byHand: 'k3d cluster create NAME',
    image: true,
    sizes: false,
    gpus: ['all'],
  }),
  emptyCluster: () => ({ platform: 'k3d', k3d: emptyLaptopCluster }),
});
