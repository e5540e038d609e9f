import { showAsWords } from '../../words/show-as-words.ts';
import { ShowPage, type PageForms } from './show-page.tsx';

const { none } = showAsWords;
const forms: PageForms = {
  yaml: { none: none.yamlOfList },
  command: { text: 'mla status' },
  request: { none: none.requestOfList },
};

/** “Show as” of the list of installations, and of a page that leads there. */
export function ShowList() {
  return <ShowPage narrow forms={forms} />;
}
