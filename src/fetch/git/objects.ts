import type { Readable } from "node:stream";
import { fetchError } from "../errors.ts";
import { type GitCall, startGit } from "./run-git.ts";

export interface GitObject {
  readonly id: string;
  readonly type: "commit" | "tree" | "blob" | "tag";
  readonly bytes: Buffer;
}

/** Raw objects of one repository, through one `git cat-file --batch`. */
export interface Objects {
  /**
   * The objects with these ids, in this order. `limitBytes` is for all of them together: GIT_TOO_LARGE, before
   * what is beyond it is read.
   */
  read(ids: readonly string[], limitBytes: number): AsyncGenerator<GitObject>;
  close(): Promise<void>;
}

export async function openObjects(call: Omit<GitCall, "args">, gitFolder: string): Promise<Objects> {
  const git = await startGit({ ...call, args: [`--git-dir=${gitFolder}`, "cat-file", "--batch"] });
  const input = bytesOf(git.stdout);
  return {
    async *read(ids, limitBytes) {
      let left = limitBytes;
      git.stdin.write(`${ids.join("\n")}\n`);
      for (const id of ids) {
        const head = await input.line();
        const [, type, size] = /^[0-9a-f]+ (commit|tree|blob|tag) (\d+)$/.exec(head) ?? [];
        if (type === undefined || size === undefined) throw incomplete(id);
        left -= Number(size);
        if (left < 0) throw tooLarge(limitBytes);
        const bytes = await input.take(Number(size));
        await input.take(1);
        yield { id, type: type as GitObject["type"], bytes };
      }
    },
    close: () => git.end(),
  };
}

export function tooLarge(limitBytes: number) {
  return fetchError("GIT_TOO_LARGE", {
    message: `the commit holds more than ${limitBytes} bytes, the most that is fetched`,
    hint: "check that the repository is that of a source package",
  });
}

function incomplete(id: string) {
  return fetchError("GIT_FAILED", { message: `git has not got the object ${id} that the commit needs` });
}

/** A stream as lines and counted bytes. Ends early where the stream does. */
function bytesOf(stream: Readable) {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<Buffer> {
    const { value, done } = await chunks.next();
    if (done === true) throw fetchError("GIT_FAILED", { message: "git stopped in the middle of an object" });
    return value;
  }

  return {
    async line(): Promise<string> {
      while (!rest.includes("\n")) rest = Buffer.concat([rest, await more()]);
      const end = rest.indexOf("\n");
      const line = rest.toString("latin1", 0, end);
      rest = rest.subarray(end + 1);
      return line;
    },
    async take(count: number): Promise<Buffer> {
      const parts = [rest];
      let have = rest.length;
      while (have < count) {
        const chunk = await more();
        parts.push(chunk);
        have += chunk.length;
      }
      const all = parts.length === 1 ? rest : Buffer.concat(parts);
      rest = all.subarray(count);
      return all.subarray(0, count);
    },
  };
}
