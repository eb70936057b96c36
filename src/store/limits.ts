/** The use of a package is noted this often at most. Far less than `keptAfterUseMs`. */
export const useToldAfterMs = 60 * 60 * 1000;

/** gc leaves what was used within this time: whoever uses it may not have said so in `roots/` yet. */
export const keptAfterUseMs = 24 * 60 * 60 * 1000;

/** Writers that lose the race to a copy that then turns out to be damaged try again this often. */
export const putAttempts = 5;
