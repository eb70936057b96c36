/**
 * `std.fs.path.resolve` of Zig 0.16 on one POSIX path, byte for byte: `./a//b/../c/` becomes `a/c`,
 * nothing becomes `.`, and what leads out keeps its leading `..`.
 */
export function resolvePath(path: Buffer): Buffer {
  const text = path.toString("latin1");
  const isAbsolute = text.startsWith("/");
  const kept: string[] = [];
  let above = 0;
  for (const component of text.split("/")) {
    if (component === "" || component === ".") continue;
    if (component !== "..") kept.push(component);
    else if (kept.pop() === undefined && !isAbsolute) above += 1;
  }
  const relative = [...Array<string>(above).fill(".."), ...kept].join("/");
  if (isAbsolute) return Buffer.from(`/${relative}`, "latin1");
  return Buffer.from(relative === "" ? "." : relative, "latin1");
}
