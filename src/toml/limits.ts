/** How deep arrays and tables may nest. Pantry's own files need four; each level costs stack in three readers. */
export const maxDepth = 32;

/** The longest line of a file that an error shows, in characters: one integrity line fits. */
export const maxShownLine = 160;
