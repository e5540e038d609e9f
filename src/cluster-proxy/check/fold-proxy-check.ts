import type { ProxyCheckView, ProxySubject, WantedProxy } from '../../api/contract.ts';

/** What is told while a look runs: what is wanted, each subject again when more is known of it, and what stays behind. */
export type ProxyCheckNews =
  | { readonly type: 'wanted'; readonly wanted: WantedProxy }
  | { readonly type: 'subject'; readonly subject: ProxySubject }
  | { readonly type: 'leftovers'; readonly leftovers: readonly string[] };

/** The view of a look after some news. */
export function foldProxyCheck(view: ProxyCheckView, news: ProxyCheckNews): ProxyCheckView {
  switch (news.type) {
    case 'wanted':
      return { ...view, wanted: news.wanted };
    case 'leftovers':
      return { ...view, leftovers: [...news.leftovers] };
    case 'subject': {
      const { subject } = news;
      const isSame = ({ kind, name }: ProxySubject): boolean => kind === subject.kind && name === subject.name;
      const known = view.subjects.some(isSame);
      const subjects = known ? view.subjects.map((one) => (isSame(one) ? subject : one)) : [...view.subjects, subject];
      return { ...view, subjects };
    }
  }
}
