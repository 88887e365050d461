#!/usr/bin/env bash
# Pagefind 1.6.0: a word that stands on no page finds nearly every page, and an unknown word beside a known one is dropped.
#
# Expected: `Italy`, `Austria` and `Orban` find nothing on a site where no page has them, and `fish zzzz` finds nothing or says what it left out.
# Seen: where no word of the index begins with the stem of the query, the longest word that the stem begins with is taken instead: `it` for
# `Italy`, `a` for `Austria`, `or` for `Orban`. The result is like any other; nothing in it tells a reader or a program that another word was
# found. A word for which there is none at all (`zzzz`) is left out of the query without a trace.
# What helps: hold the words at the places of a result against the query, or search in another way.
#
# Needs Node.js and the network. Works in a temporary folder; fails when the behaviour is another one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit pagefind@1.6.0 >/dev/null
cat >find.mjs <<'JS'
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname } from "node:path";
import * as pagefind from "pagefind";

const { index } = await pagefind.createIndex();
const pages = ["It is a fish or a net.", "A fish: it swims or rests.", "Nets and boats."];
for (const [at, text] of pages.entries()) {
  await index.addHTMLFile({ url: `/${at}/`, content: `<html lang="en"><body><h1>Page</h1><p>${text}</p></body></html>` });
}
const { files } = await index.getFiles();
for (const { path, content } of files) {
  mkdirSync(dirname(`site/${path}`), { recursive: true });
  writeFileSync(`site/${path}`, content);
}
await pagefind.close();
const server = createServer((request, response) => response.end(readFileSync(`site${new URL(request.url, "http://localhost").pathname}`)));
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
writeFileSync("site/pagefind.mjs", readFileSync("site/pagefind.js"));
const { createInstance } = await import(`${process.cwd()}/site/pagefind.mjs`);
const engine = createInstance({ basePath: `http://127.0.0.1:${server.address().port}/`, language: "en" });
for (const query of ["Italy", "Austria", "Orban", "fish zzzz"]) {
  const { results } = await engine.search(query);
  const marks = await Promise.all(results.map(async (it) => [...(await it.data()).excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, word]) => word)));
  console.log(`${query}: ${results.length} pages, marked: ${[...new Set(marks.flat())].join(", ")}`);
}
server.close();
process.exit(0);
JS
node find.mjs | tee seen
if grep -q ": 0 pages" seen; then
  echo "a word that stands nowhere finds nothing: this finding is out of date" >&2
  exit 1
fi
