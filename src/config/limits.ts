/** People write config.toml by hand; credentials.toml has a few lines for each registry. */
export const maxConfigLength = 1024 * 1024;

/** A .env is small; whoever keeps more in it does not keep a token there. */
export const maxEnvFileLength = 1024 * 1024;

/** Longer than every token that a registry gives; servers refuse headers beyond 16 KiB. */
export const maxTokenLength = 4096;

/** A release that has to wait longer than ten years is forbidden, not young. */
export const maxReleaseAgeDays = 3650;
