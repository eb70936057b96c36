import { readBlock } from "./accounts/index.ts";
import type { RegistryOptions } from "./settings.ts";

/** One setting: the same word in a flag, the environment and the file. */
export interface SettingRow {
  /** `public-url`: `--public-url`, `PANTRY_REGISTRY_PUBLIC_URL`, and `public-url` in the file. */
  readonly key: string;
  /** What stands after the flag: `<url>`. None for one that is given or not. */
  readonly value?: string;
  readonly summary: string;
  /** What its text means, or why it means nothing, in words that follow it. */
  read(text: string): Partial<RegistryOptions> | { readonly problem: string };
}

export const settingRows: readonly SettingRow[] = [
  {
    key: "data",
    value: "<dir>",
    summary: "Where everything is kept",
    read: (dataFolder) => ({ dataFolder }),
  },
  {
    key: "host",
    value: "<host>",
    summary: "What to listen on; localhost unless given",
    read: (host) => ({ host }),
  },
  {
    key: "port",
    value: "<port>",
    summary: "Where to listen; 7117 unless given, 0 for a free one",
    read: (text) => whole(text, 65_535, (port) => ({ port })),
  },
  {
    key: "public-url",
    value: "<url>",
    summary: "The address that others use; needed beyond this machine",
    read: (publicUrl) => ({ publicUrl }),
  },
  {
    key: "upstream",
    value: "<url>",
    summary: "Where unclaimed npm names come from; npm's own registry unless given, `off` for none",
    read: (text) => ({ upstream: text === "off" ? false : { url: text } }),
  },
  {
    key: "trusted-proxies",
    value: "<list>",
    summary: "Addresses of your proxies, whose X-Forwarded-For is believed: 10.0.0.0/8,::1",
    read: (text) => blocks(text, (trustedProxies) => ({ trustedProxies })),
  },
  {
    key: "metrics-from",
    value: "<list>",
    summary: "Who may read /-/metrics; this machine unless given",
    read: (text) => blocks(text, (metricsFrom) => ({ metricsFrom })),
  },
  {
    key: "upload-limit",
    value: "<size>",
    summary: "The largest upload: bytes, or 20MB; 100MB unless given",
    read(text) {
      const [, digits, unit = ""] = /^(\d{1,12}) ?(B|KB|MB|GB)?$/i.exec(text) ?? [];
      const power = ["B", "KB", "MB", "GB"].indexOf(unit.toUpperCase() || "B");
      if (digits === undefined) return { problem: "is no size: write bytes, or 20MB" };
      return { uploadLimitBytes: Number(digits) * 1024 ** power };
    },
  },
  {
    key: "requests-per-minute",
    value: "<number>",
    summary: "From one address, before it is told to wait",
    read: (text) => whole(text, 1e9, (requestsPerMinute) => ({ requestsPerMinute })),
  },
  {
    key: "changes-per-minute",
    value: "<number>",
    summary: "By one account and from one address, before it is told to wait",
    read: (text) => whole(text, 1e9, (changesPerMinute) => ({ changesPerMinute })),
  },
  {
    key: "sign-up",
    value: "<who>",
    summary: "open: anybody makes an account; closed: only you do, with `user add`",
    read: (text) =>
      text === "open" || text === "closed" ? { signUp: text } : { problem: "is neither open nor closed" },
  },
  {
    key: "read-only",
    summary: "Answers what is there, and takes no change",
    read: (text) =>
      text === "true" || text === "false"
        ? { readOnly: text === "true" }
        : { problem: "is neither true nor false" },
  },
];

function whole(
  text: string,
  most: number,
  into: (value: number) => Partial<RegistryOptions>,
): ReturnType<SettingRow["read"]> {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value <= most ? into(value) : { problem: `is no whole number up to ${most}` };
}

function blocks(
  text: string,
  into: (list: readonly string[]) => Partial<RegistryOptions>,
): ReturnType<SettingRow["read"]> {
  const list = text.split(",").flatMap((part) => (part.trim() === "" ? [] : [part.trim()]));
  const wrong = list.find((block) => readBlock(block) === undefined);
  return wrong === undefined ? into(list) : { problem: `has no block of addresses in \`${wrong}\`` };
}
