/** The product's mark: an M that is a path from below to a light. */
export function Mark() {
  return (
    <svg className="mla-mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" className="mla-mark-ground" />
      <path d="M7.5 22.5v-8.2l5.2 5.4 3.3-8.2 3.3 8.2 5.2-5.4v8.2" className="mla-mark-path" />
      <circle cx="16" cy="8.6" r="2" className="mla-mark-light" />
    </svg>
  );
}
