import { showAsWords } from '../../words/show-as-words.ts';
import { CodePanel } from './code-panel.tsx';
import { NoForm, ShowTabs, type ShowTab } from './show-tabs.tsx';

/** The content of one tab: the text, or why it is not there yet. */
export type PageForm = { readonly text: string } | { readonly none: string };
/** The forms that a page has. */
export type PageForms = Readonly<Partial<Record<ShowTab, PageForm>>>;

/** “Show as” of a page that is not about one installation. */
export function ShowPage({ forms }: { forms: PageForms }) {
  const panel = (tab: ShowTab) => {
    const form = forms[tab];
    if (form === undefined) return undefined;
    return 'none' in form ? (
      <NoForm because={form.none} />
    ) : (
      <CodePanel label={showAsWords.tabs[tab]} text={form.text} />
    );
  };
  return (
    <ShowTabs start="command" panels={{ yaml: panel('yaml'), command: panel('command'), request: panel('request') }} />
  );
}
