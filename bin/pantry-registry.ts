#!/usr/bin/env node
import { runRegistry } from "../registry/command.ts";

process.exitCode = await runRegistry(process.argv.slice(2));
