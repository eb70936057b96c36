import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BenchPackage } from "./packages.ts";

/** A file server on loopback that takes its time before each answer. */
export interface SlowServer {
  url(work: string, name: string): string;
  /** Serves these as `/<work>/<name>.tar.gz`, each answer after so many milliseconds. */
  serve(work: string, packages: readonly BenchPackage[], latencyMs: number): void;
  close(): void;
}

export async function startSlowServer(): Promise<SlowServer> {
  const files = new Map<string, { readonly archive: Buffer; readonly latencyMs: number }>();
  const http = createServer((request, response) => {
    const file = files.get(request.url ?? "");
    if (file === undefined) return void response.writeHead(404).end();
    setTimeout(() => {
      response.writeHead(200, { "content-type": "application/gzip", "content-length": file.archive.length });
      response.end(file.archive);
    }, file.latencyMs);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: (work, name) => `http://127.0.0.1:${port}/${work}/${name}.tar.gz`,
    serve(work, packages, latencyMs) {
      for (const { name, archive } of packages) files.set(`/${work}/${name}.tar.gz`, { archive, latencyMs });
    },
    close() {
      http.closeAllConnections();
      http.close();
    },
  };
}
