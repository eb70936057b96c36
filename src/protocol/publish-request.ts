import { about, type PackageAbout } from "./about.ts";
import { type Access, access } from "./access.ts";
import { protocolError } from "./errors.ts";
import { type Artifact, artifacts, moduleNames, zigVersions } from "./facts.ts";
import { readHash } from "./hashes.ts";
import { factsLineBytes } from "./limits.ts";
import { fieldsOf, optional, ShapeProblem, text } from "./shape.ts";

/** The media type of a publish request. */
export const publishType = "application/vnd.pantry.publish";

/** What a publisher knows and a registry cannot see in the archive. */
export interface PublishFacts {
  /** The Zig hash that the publisher computed; the registry refuses the version if its own differs. */
  readonly hash: string;
  /** The Zig versions that the packed archive was built with. */
  readonly testedZigVersions: readonly string[];
  readonly modules: readonly string[];
  readonly artifacts: readonly Artifact[];
  readonly about?: PackageAbout | undefined;
  /** Undefined where it stays what it is: public, for a package that is new. */
  readonly access?: Access | undefined;
}

/** The body of a publish request: one line of JSON with the facts, then the archive's bytes as they are. */
export function publishBody(facts: PublishFacts, archive: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(facts)}\n`), archive]);
}

/** Takes a publish request apart. Throws PUBLISH_FACTS_INVALID; the archive is not looked at. */
export function readPublishBody(body: Buffer): {
  readonly facts: PublishFacts;
  readonly archive: Buffer;
} {
  const end = body.subarray(0, factsLineBytes).indexOf(0x0a);
  if (end < 0) throw invalid("it does not begin with a line of JSON");
  return { facts: readFacts(body.toString("utf8", 0, end)), archive: body.subarray(end + 1) };
}

function readFacts(line: string): PublishFacts {
  try {
    const field = fieldsOf(JSON.parse(line), "");
    return {
      hash: field("hash", text({ maxLength: 110, matches: (hash) => readHash(hash) !== undefined })),
      testedZigVersions: field("testedZigVersions", zigVersions),
      modules: field("modules", moduleNames),
      artifacts: field("artifacts", artifacts),
      about: field("about", optional(about)),
      access: field("access", optional(access)),
    };
  } catch (error) {
    if (error instanceof ShapeProblem) throw invalid(error.message);
    if (error instanceof SyntaxError) throw invalid("its first line is not JSON");
    throw error;
  }
}

function invalid(why: string) {
  return protocolError("PUBLISH_FACTS_INVALID", {
    message: `cannot read the publish request: ${why}`,
    hint: "send one line of JSON with hash, testedZigVersions, modules and artifacts, then the archive",
  });
}
