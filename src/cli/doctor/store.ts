import { glanceAtStore, storeLayout } from "../../store/index.ts";
import { plural } from "../terminal/index.ts";
import { type Check, failed, ok } from "./check.ts";

/** Whether the store is there, can be written, and looks as it was left. */
export const store: Check = {
  name: "store",
  look({ context: { disk, home } }) {
    const layout = storeLayout(home);
    const probe = layout.newTemporary();
    disk.makeFolders(layout.temporary);
    disk.create(probe, Buffer.alloc(0));
    disk.removeFile(probe);
    const { packages, touched } = glanceAtStore(disk, layout);
    if (touched.length === 0) return ok(`${plural(packages, "package")} in ${layout.root}`);
    return failed(
      `${touched.length} of ${plural(packages, "package")} in ${layout.root} ${touched.length === 1 ? "was" : "were"} changed since stored`,
      "`pantry store verify` names each file, and with --repair mends it",
    );
  },
};
