#!/usr/bin/env node
import { run } from './run.js';
import { Terminal } from './terminal.js';

const terminal = new Terminal(process);
const exitCode = await run(process.argv.slice(2), terminal);
await terminal.flush();
// Whatever a host has left open (a pool, a timer) is no reason to stay.
process.exit(exitCode);
