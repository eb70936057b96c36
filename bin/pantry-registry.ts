#!/usr/bin/env node
import { runRegistry } from "../registry/command.ts";

void run();

async function run(): Promise<void> {
  process.exitCode = await runRegistry(process.argv.slice(2));
}
