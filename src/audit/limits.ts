/** Documents that are asked for at once. */
export const documentsAtOnce = 32;

/** Ways to a package that are shown; more say nothing new. */
export const pathsShown = 3;
