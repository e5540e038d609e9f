import { emptyLaptopCluster, laptopPage } from '../laptop/laptop-page.tsx';
import { definePage } from '../platform-page.ts';

export const minikubePage = definePage<'minikube', never>({
  ...laptopPage({
    id: 'minikube',
    title: 'minikube',
    byHand: 'minikube start --profile NAME',
    image: false,
    sizes: true,
    gpus: ['all', 'nvidia', 'amd'],
  }),
  emptyCluster: () => ({ platform: 'minikube', minikube: emptyLaptopCluster }),
});
