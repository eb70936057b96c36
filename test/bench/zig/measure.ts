import { type ChildProcess, spawn } from "node:child_process";

/** One run of a whole process with all that it started. */
export interface Run {
  readonly wallMs: number;
  /** User and system time together. */
  readonly cpuMs: number;
  /** The largest resident size that one of its processes reached. */
  readonly peakBytes: number;
}

export interface Job {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Nothing here takes a tenth of this. */
const timeoutMs = 120_000;

const running = new Set<ChildProcess>();

/**
 * Runs a job to its end. Node cannot ask the system for what a child used, so a line of Perl, which every Debian has,
 * starts it and asks (getrusage, clock_gettime). Throws where the job fails, with what it printed.
 */
export async function measure({ command, cwd, env }: Job): Promise<Run> {
  const child = spawn("perl", ["-e", runner(), ...command], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    // A group of its own, so that it can be ended with all its children.
    detached: true,
  });
  running.add(child);
  const deadline = setTimeout(() => endGroup(child), timeoutMs);
  const [, stdout, stderr, report] = child.stdio;
  const texts = Promise.all([textOf(stdout), textOf(stderr), textOf(report)]);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(() => {
    clearTimeout(deadline);
    running.delete(child);
  });
  const [printed, complained, numbers] = await texts;
  if (exitCode !== 0) {
    throw new Error(`${command.join(" ")} ended with ${exitCode}\n${printed}${complained}`);
  }
  const [wallMs = 0, cpuMs = 0, peakKibibytes = 0] = numbers.split(" ").map(Number);
  return { wallMs, cpuMs, peakBytes: peakKibibytes * 1024 };
}

/** Ends what is under way, for whoever stops the benchmark. */
export function endAll(): void {
  for (const child of running) endGroup(child);
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** `struct rusage` begins with user time, system time (each seconds and microseconds) and the peak in KiB. */
function runner(): string {
  const numbers = systemCalls[process.arch];
  if (process.platform !== "linux" || numbers === undefined) {
    throw new Error("the benchmark measures on Linux only, on x64 or arm64");
  }
  return `
    sub now { my $t = "\\0" x 16; syscall(${numbers.clockGettime}, 1, $t); my ($s, $n) = unpack("qq", $t); return $s * 1e3 + $n / 1e6 }
    my $start = now();
    my $pid = fork();
    if ($pid == 0) { exec(@ARGV) or exit 127 }
    waitpid($pid, 0);
    my ($code, $wall, $usage) = ($?, now() - $start, "\\0" x 144);
    syscall(${numbers.getrusage}, -1, $usage);
    my ($us, $uu, $ss, $su, $peak) = unpack("q5", $usage);
    open(my $out, ">&=", 3);
    print $out join(" ", $wall, ($us + $ss) * 1e3 + ($uu + $su) / 1e3, $peak);
    exit($code == 0 ? 0 : 1);
  `;
}

const systemCalls: Readonly<Record<string, { readonly clockGettime: number; readonly getrusage: number }>> = {
  x64: { clockGettime: 228, getrusage: 98 },
  arm64: { clockGettime: 113, getrusage: 165 },
};

async function textOf(stream: unknown): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}
