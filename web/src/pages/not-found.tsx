import { Link } from '@tanstack/react-router';
import { shellWords } from '../words/shell-words.ts';

export function NotFound() {
  return (
    <section className="mla-stack">
      <h1 className="mla-title">{shellWords.notFound.title}</h1>
      <p className="mla-lead">{shellWords.notFound.body}</p>
      <p>
        <Link to="/">{shellWords.notFound.home}</Link>
      </p>
    </section>
  );
}
