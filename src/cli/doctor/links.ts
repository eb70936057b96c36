import { join } from "node:path";
import { stagedPath } from "../../disk/index.ts";
import { storeLayout } from "../../store/index.ts";
import { type Check, ok, warning } from "./check.ts";

/** In which way files get from the store into a project: tried with an empty one. */
export const links: Check = {
  name: "links",
  look(patient) {
    const { disk, folder, home } = patient.context;
    const from = storeLayout(home).newTemporary();
    const to = stagedPath(join(patient.root ?? folder, "zig-pkg"));
    disk.makeFolders(storeLayout(home).temporary);
    disk.create(from, Buffer.alloc(0));
    try {
      if (disk.clone(from, to) === "linked") return ok("packages are placed as clones, which take no space");
      if (disk.link(from, to) === "linked")
        return ok("packages are placed as hard links, which take no space");
    } finally {
      disk.removeTree(from);
      disk.removeTree(to);
    }
    return warning(
      "packages are placed as copies: store and project are on different file systems",
      "to save space and time, set PANTRY_HOME to a folder on the project's file system",
    );
  },
};
