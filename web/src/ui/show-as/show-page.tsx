import { showAsWords } from '../../words/show-as-words.ts';
import { CodePanel } from './code-panel.tsx';
import { NoForm, ShowTabs, type ShowTab } from './show-tabs.tsx';

/** What stands under one tab: the text, or in plain words why there is none. */
export type PageForm = { readonly text: string } | { readonly none: string };
export type PageForms = Readonly<Record<ShowTab, PageForm>>;

/** “Show as” of a page that is not about one installation. The command is first: most such pages have no other form. */
export function ShowPage({ forms, narrow = false }: { forms: PageForms; narrow?: boolean }) {
  const panel = (tab: ShowTab) => {
    const form = forms[tab];
    return 'none' in form ? (
      <NoForm because={form.none} />
    ) : (
      <CodePanel label={showAsWords.tabs[tab]} wrap={tab === 'command'} text={form.text} />
    );
  };
  return (
    <ShowTabs
      start="command"
      narrow={narrow}
      panels={{ yaml: panel('yaml'), command: panel('command'), request: panel('request') }}
    />
  );
}
