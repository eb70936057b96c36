import { loadCredentials } from "../../config/index.ts";
import { shellWord } from "../../shell-word.ts";
import { plural } from "../terminal/index.ts";
import { type Check, failed, ok } from "./check.ts";

const writableByOthers = 0o022;

/** Whether only this user can read the tokens and write into Pantry's home. */
export const permissions: Check = {
  name: "permissions",
  look({ context: { disk, home } }) {
    const tokens = loadCredentials(disk, home).size;
    const stat = disk.stat(home);
    if (stat !== undefined && process.platform !== "win32" && (stat.mode & writableByOthers) !== 0) {
      return failed(
        `others can write into ${home}, and so choose what you build with`,
        `run \`chmod go-w ${shellWord(home)}\``,
      );
    }
    if (tokens === 0) return ok(`only you can write into ${home}`);
    return ok(`only you can read credentials.toml (${plural(tokens, "token")})`);
  },
};
