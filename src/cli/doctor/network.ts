import { shownAddress, trustedAuthorities } from "../../fetch/index.ts";
import { type Check, failed, ok } from "./check.ts";

/** Both spellings, the one that counts first. */
const proxyNames = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];

/** The way out of this machine. */
export const proxy: Check = {
  name: "proxy",
  look({ context: { env } }) {
    const set = proxyNames.filter((name) => env[name]);
    const broken = set.find((name) => !isProxy(env[name] ?? ""));
    if (broken !== undefined) {
      return failed(`${broken} is no address of a proxy`, "it should look like http://host:port");
    }
    if (set.length === 0) return ok("none");
    const except = env["no_proxy"] ?? env["NO_PROXY"];
    return ok(
      set.map((name) => `${name} is ${shownAddress(env[name] ?? "")}`).join(", ") +
        (except ? `, but not for ${except}` : ""),
    );
  },
};

/** Whom this machine believes who a server is. */
export const certificates: Check = {
  name: "certificates",
  async look(patient) {
    const { value, where } = patient.settings().ca;
    const { env } = patient.context;
    const trusted = await trustedAuthorities({ file: value, env });
    if (trusted === undefined) return ok("those that Node trusts");
    const from = [
      ...(env["SSL_CERT_FILE"] ? ["SSL_CERT_FILE"] : ["Node"]),
      ...(env["NODE_EXTRA_CA_CERTS"] ? ["NODE_EXTRA_CA_CERTS"] : []),
      ...(value === undefined ? [] : [`network.ca (${where})`]),
    ];
    return ok(`${trusted.length} authorities, from ${from.join(", ")}`);
  },
};

function isProxy(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
