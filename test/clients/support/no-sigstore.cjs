// npm asks sigstore's mirror for keys before it asks the registry. This stands for a mirror that has none of them, so
// that no test reaches beyond the registry.
const Module = require("node:module");
const load = Module._load;
Module._load = (request, ...rest) => {
  if (request !== "@sigstore/tuf") return load(request, ...rest);
  const missing = Object.assign(new Error("no such target"), { code: "TUF_FIND_TARGET_ERROR" });
  return { initTUF: async () => ({ getTarget: () => Promise.reject(missing) }) };
};
