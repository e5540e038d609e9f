/**
 * The version of the fold. Raise it when the same events give another view:
 * servers keep views of ended runs and fold those of an earlier version again.
 * A test compares a view with the one of this version.
 */
export const foldVersion = 'fold 1';
