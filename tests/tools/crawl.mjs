// Crawls a published folder as it would stand at its address, served as GitHub Pages does: from the front page, robots.txt and the sitemap
// through everything that a page, stylesheet, script, feed, calendar or data file names. Says which addresses lead nowhere or to the wrong
// place, which files nothing leads to, and what is fetched from other hosts.
// Usage: node crawl.mjs FOLDER BASE_URL

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { addressesIn, anchorsIn } from "./addresses.mjs";
import { serveFolder } from "./folder.mjs";

const [, , folder, baseUrl] = process.argv;
const base = new URL(baseUrl);
const server = await serveFolder(folder, base.pathname);

/** Files that nothing needs to lead to: what hosts and browsers look for by name, old addresses, compressed twins, the fonts' licences. */
const isAside = (file) =>
  file.startsWith("assets/OFL-") ||
  ["404.html", "offline.html", ".nojekyll", "CNAME", "_headers", "_redirects", "sw.js", ".standpoint-manifest.json"].includes(file) ||
  file.startsWith("search-index/") ||
  // compare.js puts these addresses together.
  /^data\/positions\/\d+\.json$/.test(file) ||
  (/\.(gz|br|zst)$/.test(file) && files.has(file.replace(/\.\w+$/, ""))) ||
  isRedirect(file);
const isRedirect = (file) => file.endsWith(".html") && readFileSync(join(folder, file), "utf8").includes('http-equiv="refresh"');
const isFile = (path) => statSync(join(folder, path)).isFile();
const files = new Set(readdirSync(folder, { recursive: true }).map((path) => path.replaceAll("\\", "/")).filter(isFile));

const findings = new Set();
const visited = new Map();
const queue = [];
const fragments = [];

/** Takes note of an address that `from` names, and looks at it later if it is the site's. */
const follow = (from, { address, kind, absolute }) => {
  const note = (what) => findings.add(`${from}: ${address}: ${what}`);
  if (/^(mailto:|tel:|data:|urn:|tag:|about:blank|#$)/.test(address)) return;
  if (absolute && !URL.canParse(address)) return note("must be an address in full");
  if (!URL.canParse(address, from)) return note("is no address");
  const url = new URL(address, from);
  if (!["http:", "https:"].includes(url.protocol)) return note(`the scheme ${url.protocol} has no place here`);
  if (url.host !== base.host) return kind === "resource" ? note("is fetched from another host") : undefined;
  if (url.protocol !== base.protocol) return note(`must begin with ${base.protocol}`);
  if (!url.pathname.startsWith(base.pathname)) return note(`lies outside ${base.pathname}`);
  const fragment = decodeURIComponent(url.hash.slice(1)).replace(/:~:.*$/, "");
  const page = url.origin + url.pathname;
  if (fragment && kind !== "id" && !(fragment === "top" && kind === "link")) fragments.push({ page, fragment, note });
  if (!visited.has(page)) {
    visited.set(page, { notes: [] });
    queue.push(page);
  }
  visited.get(page).notes.push(note);
};

/** Asks for an address, and follows what it names. */
const visit = async (page) => {
  const path = new URL(page).pathname;
  const found = visited.get(page);
  const answer = await fetch(server.origin + path, { redirect: "manual" });
  if (answer.status === 301) {
    found.wrong = "is a folder; the address must end in a slash";
    return;
  }
  const file = decodeURIComponent(path.slice(base.pathname.length)).replace(/(^|\/)$/, "$1index.html");
  if (answer.status !== 200 || !files.has(file)) {
    found.wrong = `leads nowhere (${answer.status})`;
    return;
  }
  const type = answer.headers.get("content-type").split(";")[0];
  const text = await answer.text();
  Object.assign(found, { file, type, text });
  if (file.startsWith("search-index/")) return;
  try {
    for (const named of addressesIn(type, text, baseUrl)) follow(page, named);
  } catch (error) {
    findings.add(`${page}: cannot be read as ${type}: ${error.message}`);
  }
};

const crawl = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) await visit(next);
};

const start = (file) => follow(baseUrl, { address: baseUrl + file.replace(/(^|\/)index\.html$/, "$1"), kind: "link" });
for (const file of ["", "robots.txt", "sitemap.xml"]) start(file);
await crawl();
const reached = new Set([...visited.values()].flatMap(({ file }) => file ?? []));
// What moved is still at its old address, byte for byte: what leads there stands elsewhere.
const bytes = (file) => readFileSync(join(folder, file), "base64");
const reachedBytes = new Set([...reached].filter((file) => /(\.html|feed\.xml)$/.test(file)).map(bytes));
for (const file of files) if (!reached.has(file) && !isAside(file) && !reachedBytes.has(bytes(file))) findings.add(`${file}: nothing leads to it`);

// What nothing leads to is looked at all the same.
for (const file of files) if (file.endsWith(".html") && !reached.has(file)) start(file);
await crawl();

const unknown = await fetch(`${server.origin}${base.pathname}no/such/page`);
if (existsSync(join(folder, "404.html")) && !(await unknown.text()).includes("<h1")) findings.add("404.html: has no heading");

for (const { wrong, notes } of visited.values()) if (wrong) for (const note of notes) note(wrong);
for (const { page, fragment, note } of fragments) {
  const found = visited.get(page);
  if (found.wrong) continue;
  found.anchors ??= anchorsIn(found.type, found.text);
  if (found.anchors && !found.anchors.has(fragment)) note("has no such anchor");
}

server.close();
console.log(`${visited.size} addresses crawled, ${reached.size} of ${files.size} files reached`);
for (const finding of [...findings].sort()) console.error(finding);
process.exit(findings.size ? 1 : 0);
