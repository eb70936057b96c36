import { parseArgs } from "node:util";
import { exitCodes, PantryError } from "../src/errors.ts";
import { defaultPort, type LogEntry, type RegistryOptions, startRegistry } from "./main.ts";

const usage = `Runs a Pantry registry.

usage: pantry-registry --data DIR [options]

  --data DIR         where everything is kept      (PANTRY_REGISTRY_DATA)
  --host HOST        where to listen; localhost    (PANTRY_REGISTRY_HOST)
  --port PORT        ${defaultPort} unless it says otherwise  (PANTRY_REGISTRY_PORT)
  --public-url URL   the address that clients use  (PANTRY_REGISTRY_PUBLIC_URL)
  --upstream URL     where npm packages come from that were never published here; npm's own registry,
                     \`off\` for none            (PANTRY_REGISTRY_UPSTREAM)
  --quiet            no log
  --help
`;

/** `pantry-registry`: runs a registry until it is told to stop. Gives the exit code. */
export async function runRegistry(args: readonly string[]): Promise<number> {
  try {
    await serve(args);
    return 0;
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    process.stderr.write(
      `error: ${error.message}\n${error.hint === undefined ? "" : `hint: ${error.hint}\n`}`,
    );
    return exitCodes[error.exit];
  }
}

async function serve(args: readonly string[]): Promise<void> {
  const options = readArguments(args);
  if (options === undefined) {
    process.stdout.write(usage);
    return;
  }
  const registry = await startRegistry(options);
  process.stdout.write(`${registry.url}\n`);
  const stop = () => {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    void registry.close();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
}

/** Undefined where help was asked for. */
function readArguments(args: readonly string[]): RegistryOptions | undefined {
  const { values } = parsed(args);
  if (values.help === true) return undefined;
  const { env } = process;
  const port = values.port ?? env["PANTRY_REGISTRY_PORT"];
  return {
    dataFolder: values.data ?? env["PANTRY_REGISTRY_DATA"] ?? "",
    host: values.host ?? env["PANTRY_REGISTRY_HOST"],
    port: port === undefined ? undefined : Number(port),
    publicUrl: values["public-url"] ?? env["PANTRY_REGISTRY_PUBLIC_URL"],
    upstream: upstreamOf(values.upstream ?? env["PANTRY_REGISTRY_UPSTREAM"]),
    log: values.quiet === true ? undefined : writeLog,
  };
}

function upstreamOf(text: string | undefined): RegistryOptions["upstream"] {
  return text === "off" ? false : { url: text };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: "string" },
        host: { type: "string" },
        port: { type: "string" },
        "public-url": { type: "string" },
        upstream: { type: "string" },
        quiet: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PantryError("USAGE", "usage", {
      message: why,
      hint: "`pantry-registry --help` lists the options",
    });
  }
}

function writeLog(entry: LogEntry): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}
