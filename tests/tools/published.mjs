// Holds what a site publishes for programs against the standards it claims to follow: feeds, sitemaps, structured data, calendar, tables,
// Popolo, JSON by the schemas beside it, citations, cards, and each page's security policy. Says what is missing and what is wrong.
// Usage: node published.mjs FOLDER BASE_URL

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { checkCalendar } from "./calendar.mjs";
import { checkCitations, checkJson, checkPopolo, checkTable } from "./data.mjs";
import { checkFeeds, checkSitemaps } from "./feeds.mjs";
import { elementsOf } from "./markup.mjs";
import { checkCard, checkPolicy } from "./pages.mjs";
import { checkStructuredData } from "./structured-data.mjs";

const [, , folder, base] = process.argv;
const paths = readdirSync(folder, { recursive: true }).map((path) => path.replaceAll("\\", "/")).filter((path) => statSync(join(folder, path)).isFile());
const read = (path) => readFileSync(join(folder, path));
const site = { base, paths: new Set(paths), read, text: (path) => read(path).toString("utf8") };
const own = paths.filter((path) => !path.startsWith("search-index/")).sort();
const pages = own.filter((path) => path.endsWith(".html")).map((path) => page(path));

function page(path) {
  const elements = elementsOf(site.text(path));
  const meta = (key) => elements.find((it) => it.name === "meta" && (it.attributes.name ?? it.attributes.property ?? it.attributes["http-equiv"]) === key)?.attributes.content;
  const address = base + path.replace(/(^|\/)index\.html$/, "$1");
  const isRedirect = meta("refresh") !== undefined;
  return { path, address, elements, meta, isRedirect, isFound: !isRedirect && !/noindex/.test(meta("robots") ?? "") };
}

const found = (pattern) => own.filter((path) => pattern.test(path));
const issues = pages.filter((it) => /^issues\/[^/]+\/index\.html$/.test(it.path) && !it.isRedirect).map((it) => it.path.split("/")[1]);
const isDated = pages.some((it) => it.elements.some(({ name }) => name === "time"));

/** What every site publishes, and what it publishes where there is something to say. */
const expected = [
  "index.html",
  "404.html",
  ".nojekyll",
  "robots.txt",
  "sitemap.xml",
  "data/explainer.json",
  "data/schema/explainer.json",
  "data/positions.csv",
  "data/positions.json",
  "data/participants.json",
  ...(isDated ? ["feed.xml", ...issues.map((slug) => `issues/${slug}/feed.xml`)] : []),
  ...(found(/^events\//).length ? ["data/events.ics"] : []),
  ...issues.map((slug) => `embed/${slug}.html`),
];

const findings = new Set();
const note = (path) => (what) => findings.add(`${path}: ${what}`);
for (const path of expected) if (!site.paths.has(path)) note(path)("is missing");

await checkFeeds(site, found(/(^|\/)feed\.xml$/), note);
await checkSitemaps(site, pages, found(/(^|\/)sitemap(s\/)?[^/]*\.xml$/), note);
const nodes = checkStructuredData(site, pages, note);
for (const path of found(/^data\/.*\.ics$/)) checkCalendar(site, path, note(path));
for (const path of found(/^data\/.*\.csv$/)) checkTable(site, path, note(path));
for (const path of found(/^data\/schema\/.+\.json$/)) checkJson(site, path.replace("schema/", ""), path, note);
for (const path of found(/^data\/positions\/.+\.json$/)) checkJson(site, path, "data/schema/positions.json", note);
if (site.paths.has("data/participants.json")) checkPopolo(site, "data/participants.json", note("data/participants.json"));
const citations = checkCitations(site, pages, own, note);
for (const page of pages) {
  checkPolicy(site, page, note(page.path));
  checkCard(site, page, note(page.path));
}

const feeds = found(/(^|\/)feed\.xml$/).length;
console.log(`${pages.length} pages, ${nodes} things described, ${feeds} feeds and ${citations} citations checked`);
for (const finding of findings) console.error(finding);
process.exit(findings.size ? 1 : 0);
