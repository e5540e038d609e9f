import { Link } from '@tanstack/react-router';
import { May } from '../../ui/shell/may.tsx';
import { foundWords as words } from '../../words/removal/found-words.ts';

/** Leads to the removal of a Kubeflow that MLAnywhere did not install. */
export function RemoveFoundLink({ name }: { readonly name: string }) {
  return (
    <May use="previewFoundUninstall">
      <p className="mla-small mla-soft">
        {words.linkHint}{' '}
        <Link to="/connections/$name/uninstall" params={{ name }}>
          {words.link(name)}
        </Link>
      </p>
    </May>
  );
}
