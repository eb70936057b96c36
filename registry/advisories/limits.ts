/** Advisory files that are read: all that are known of npm are some hundred thousand. */
export const advisoryFileCount = 500_000;

/** How often the folder is looked at for files that changed. */
export const rescanEveryMs = 30_000;

/** Files that are read before other requests are answered again. */
export const rescanStep = 50;

/** How long a question is worked on before other requests are answered again. */
export const turnMs = 5;

/** The longest answer with whole advisories: some thousand of them. */
export const answerBytes = 32 * 1024 * 1024;
