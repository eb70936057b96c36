import { createHash } from "node:crypto";
import { packTarGz } from "../../../src/archive/index.ts";
import { file } from "./package.ts";
import { type Answer, ask } from "./registry.ts";

/** What a test says of an npm package; the rest is usual. */
export interface NpmText {
  readonly name?: string;
  readonly version?: string;
  /** More of package.json, in the tarball and in the document. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly tag?: string;
  readonly access?: string;
  readonly readme?: string;
}

/** A package as npm packs it. */
export function npmTarball({ name = "leaf", version = "1.0.0", manifest, files }: NpmText = {}): Buffer {
  const packageJson = JSON.stringify({ name, version, ...manifest });
  const entries = Object.entries({ "package.json": packageJson, ...files }).map(([path, content]) =>
    file(path, content),
  );
  return packTarGz(entries, { root: "package" });
}

/** The document that npm's clients publish (npm registry API). */
export function npmDocument(text: NpmText = {}, tarball = npmTarball(text)) {
  const { name = "leaf", version = "1.0.0", tag = "latest", access, readme = "" } = text;
  const dist = {
    integrity: integrityOf(tarball),
    shasum: createHash("sha1").update(tarball).digest("hex"),
    tarball: `http://elsewhere.example/${name}/-/x.tgz`,
  };
  return {
    _id: name,
    name,
    description: "a leaf",
    "dist-tags": { [tag]: version } as Record<string, unknown>,
    versions: {
      [version]: { name, version, _id: `${name}@${version}`, readme, ...text.manifest, dist },
    } as Record<string, unknown>,
    access,
    _attachments: {
      [`${name}-${version}.tgz`]: {
        content_type: "application/octet-stream",
        data: tarball.toString("base64"),
        length: tarball.length,
      },
    } as Record<string, unknown>,
  };
}

export function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

export function publishNpm(
  registry: { readonly url: string },
  token: string | undefined,
  text: NpmText = {},
): Promise<Answer> {
  return sendNpm(registry, token, npmDocument(text));
}

export function sendNpm(
  registry: { readonly url: string },
  token: string | undefined,
  document: ReturnType<typeof npmDocument> | Readonly<Record<string, unknown>>,
): Promise<Answer> {
  return ask(registry, "PUT", String(document["name"]).replace("/", "%2f"), { token, body: document });
}

/** A package's document as a client that is about to change it reads it. */
export async function forWriting(
  registry: { readonly url: string },
  name: string,
  token?: string,
): Promise<NpmRead> {
  const answer = await ask(registry, "GET", `${name.replace("/", "%2f")}?write=true`, { token });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
  return JSON.parse(answer.body.toString());
}

export interface NpmRead {
  readonly _rev: string;
  readonly name: string;
  readonly "dist-tags": Record<string, string>;
  readonly versions: Record<string, Record<string, unknown>>;
  readonly time: Record<string, string>;
  readonly maintainers: { readonly name: string }[];
  readonly [field: string]: unknown;
}
