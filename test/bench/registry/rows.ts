import { packages, tarballPath } from "./packages.ts";

/** One request that is made again and again. */
export interface Row {
  /** What it is chosen by with `--only`. */
  readonly name: string;
  readonly title: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  /** The share of what a raw server does that is asked of Pantry. */
  readonly goal: number;
  /** Whether its 99th percentile may be at most twice a raw server's. */
  readonly isSmall: boolean;
}

const abbreviated = {
  accept: "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*",
  "accept-encoding": "gzip, deflate",
};

export const rows: readonly Row[] = [
  {
    name: "large-document",
    title: "abbreviated document, 400 KB by gzip (as react), 4 connections",
    path: packages.large.name,
    headers: abbreviated,
    connections: 4,
    goal: 0.8,
    isSmall: false,
  },
  {
    name: "small-document",
    title: "abbreviated document, 1 KB by gzip (as is-odd), 32 connections",
    path: packages.small.name,
    headers: abbreviated,
    connections: 32,
    goal: 0.7,
    isSmall: true,
  },
  {
    name: "small-tarball",
    title: "tarball of 3 KB, 32 connections",
    path: tarballPath(packages.small),
    headers: {},
    connections: 32,
    goal: 0.7,
    isSmall: true,
  },
  {
    name: "large-tarball",
    title: "tarball of 729 KB, 8 connections",
    path: tarballPath(packages.large),
    headers: {},
    connections: 8,
    goal: 0.8,
    isSmall: false,
  },
];

/** After this load the memory of a server is looked at. */
export const memoryRow: Omit<Row, "goal" | "isSmall"> = {
  name: "memory",
  title: "memory after the 400 KB document at 32 connections",
  path: packages.large.name,
  headers: abbreviated,
  connections: 32,
};

export const goals = {
  memoryBytes: 250e6,
  publishMs: 20,
} as const;
