import { type Access, accessOf } from "../../protocol/index.ts";
import type { PublishPlan } from "../../publish/index.ts";
import { canAsk } from "../ask.ts";
import type { Command } from "../command.ts";
import { cliError, SaidAlready } from "../errors.ts";
import { checksText, filesText, planForScripts, publishOptions, registryOf } from "../publishing.ts";
import { signIn } from "../sign-in.ts";
import { plural, type Terminal } from "../terminal/index.ts";
import { withProjectBench } from "../workbench.ts";

export const publish: Command = {
  name: "publish",
  summary: "Publish this package to the registry",
  options: [
    { flag: "--dry-run", summary: "List files, sizes and checks, and send nothing" },
    { flag: "--no-build", summary: "Do not build the packed archive first" },
    { flag: "--access <who>", summary: "restricted: only its owners read the package; public: everybody" },
  ],
  examples: [
    { line: "pantry publish --dry-run", does: "what would be sent, and what speaks against it" },
    { line: "pantry publish", does: "packs, checks, builds in a clean folder, and sends" },
    {
      line: "pantry publish --access restricted",
      does: "for its owners only; pantry.toml can say so too: `[package] access`",
    },
  ],
  async run(context, invocation) {
    const { planPublish, refuseFailed, sendPublish } = await import("../../publish/index.ts");
    const { terminal, disk } = context;
    const dryRun = invocation.has("dry-run");
    const access = accessIn(invocation.value("access"));
    const outcome = await withProjectBench(context, async (project) => {
      if (!dryRun && project.bench.offline) {
        throw cliError("PUBLISH_OFFLINE", {
          message: "cannot publish, since Pantry is offline",
          hint: "run the same without --offline; with --dry-run it shows what would be sent",
        });
      }
      const choices = { asksRegistry: true, builds: !invocation.lacks("build"), sends: !dryRun, access };
      if (!dryRun && !project.hasToken && canAsk()) {
        terminal.say(`nobody is signed in to ${project.bench.registry.url} yet`);
        await signIn(context, project.settings, invocation);
        return "signed in" as const;
      }
      const plan = await planPublish(publishOptions(context, project, choices));
      sayChecks(terminal, plan, dryRun);
      if (dryRun) return { plan };
      return { plan, result: await sendPublish(plan, { disk, client: registryOf(context, project) }) };
    });
    // The token that was just made is read as any other.
    if (outcome === "signed in") return publish.run(context, invocation);
    const { plan, result } = outcome;
    if (result === undefined) {
      terminal.answer(planForScripts(plan), filesText(plan));
      terminal.say(plan.isReady ? "nothing was sent" : "nothing was sent, and it would be refused");
      // With -q no check was shown.
      if (invocation.has("quiet") && !terminal.json) refuseFailed(plan);
      if (!plan.isReady) throw new SaidAlready("failed");
      return;
    }
    const { name, version, hash, archive, foreign } = result;
    if (foreign.length > 0) {
      terminal.say(
        `${plural(foreign.length, "dependency", "dependencies")} went along: ${foreign.map((each) => each.name).join(", ")}`,
      );
    }
    terminal.say(
      result.wasThere
        ? `${name} ${version} was published already, with just these files`
        : `published ${terminal.style.strong(`${name} ${version}`)}`,
    );
    terminal.say(`  ${archive}\n  ${hash}`);
    terminal.say(
      result.access === "restricted"
        ? `it is private: its owners get it with \`pantry add ${name}\`, once they are signed in`
        : `others get it with \`pantry add ${name}\``,
    );
    terminal.answer({ ...result, checks: plan.checks }, "");
  },
};

function accessIn(text: string | undefined): Access | undefined {
  const access = text === undefined ? undefined : accessOf(text);
  if (text === undefined || access !== undefined) return access;
  throw cliError("USAGE", {
    message: `\`--access ${text}\` is neither \`public\` nor \`restricted\``,
    hint: "`restricted` is for a package that only its owners read",
  });
}

/** All of them where somebody wants to see what is checked; else those that found something. */
function sayChecks(terminal: Terminal, { checks }: PublishPlan, all: boolean): void {
  const shown = all ? checks : checks.filter(({ verdict }) => verdict !== "ok");
  const { say } = terminal;
  if (shown.length > 0) say(checksText(shown, terminal));
  const passed = checks.length - shown.length;
  if (!all && passed > 0) say(`${plural(passed, "check")} passed`);
}
