import { platformPages as own } from '../../src/platforms/registry.ts';
import { boxPage } from './box-page.tsx';

/** The product's pages and those of one more platform: what a line in the registry does. */
export const platformPages = { ...own, box: boxPage };
