#!/usr/bin/env node
import { runRegistry } from "../registry/command.ts";
import { survivePipes } from "../src/command-line/index.ts";

void run();

async function run(): Promise<void> {
  survivePipes();
  process.exitCode = await runRegistry(process.argv.slice(2));
}
