import { file, type HttpServer } from "./http-server.ts";
import { type ServedPackage, served } from "./in-process.ts";
import { manifestText } from "./libraries.ts";

export interface ManyOptions {
  readonly count: number;
  readonly filesEach: number;
  readonly bytesEach: number;
}

/** Packages that need nothing, on a server; each with its own address and contents. */
export function serveMany(server: HttpServer, { count, filesEach, bytesEach }: ManyOptions): ServedPackage[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `part${index}`;
    const files: Record<string, string> = {
      "build.zig.zon": manifestText(name),
      "build.zig": "// nothing\n",
    };
    for (let each = 0; each < filesEach; each += 1) {
      // Not the same text over and over: packed, it is to have some size.
      files[`src/deep/file${each}.zig`] = noise(bytesEach, index * 1000 + each);
    }
    const found = served(name, files);
    return { ...found, url: server.on(`/${name}.tar.gz`, file(found.bytes)) };
  });
}

/** A manifest that needs all of these. */
export function manifestOf(name: string, packages: readonly ServedPackage[]): string {
  const entries = packages.map(
    ({ url, hash }, index) => `        .part_${index} = .{ .url = "${url}", .hash = "${hash}" },\n`,
  );
  return manifestText(name, { dependencies: `.{\n${entries.join("")}    }` });
}

/** Text that does not pack well, and is the same every time. */
function noise(bytes: number, seed: number): string {
  let state = seed * 2654435761 + 1;
  const letters = Array.from({ length: bytes }, () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return String.fromCharCode(97 + ((state >> 16) % 26));
  });
  return `// ${letters.join("")}\n`;
}
