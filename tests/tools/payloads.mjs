// Reads a published folder of hostile strings as its readers would: `read` parses every page, feed, sitemap and drawing and asks that each
// string comes back as text; `open` opens every page in Chromium, with the site's own policy and without it, so that it is escaping that
// is tested and not the policy, and uses what scripts do with texts: search, comparing, the cards beside marks.
// Usage: node payloads.mjs TOLD.json read|open

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "parse5";
import { SaxesParser } from "saxes";
import { launch } from "./chromium.mjs";
import { pagesIn, serveFolder } from "./folder.mjs";

const [, , toldIn, task] = process.argv;
const { payloads, groups, folder, base, drawings, bibtex } = JSON.parse(readFileSync(toldIn, "utf8"));
const problems = [];
const note = (where, what) => problems.push(`${where}: ${what.slice(0, 300)}`);
const plain = (text) => text.replace(/\s+/g, " ").trim();
const filesIn = (folder, ending) => readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(ending)).sort();

/** Every element and every text below a node, in order. */
function* below(node) {
  for (const child of [...(node.childNodes ?? []), ...(node.content?.childNodes ?? [])]) {
    yield child;
    yield* below(child);
  }
}
const textOf = (node) => [...below(node)].map((it) => it.value ?? "").join("");
const attribute = (element, name) => element.attrs?.find((it) => it.name === name)?.value;

/** What no page may hold, whatever its author wrote. */
const foreign = (element) => {
  const { tagName, attrs } = element;
  if (["iframe", "object", "embed", "base", "frame", "math", "plaintext"].includes(tagName)) return `an element ${tagName}`;
  const [src, type] = [attribute(element, "src"), attribute(element, "type")];
  if (tagName === "script" && !src?.startsWith(base) && !["speculationrules", "application/ld+json"].includes(type)) return "a script";
  for (const { name, value } of attrs ?? []) {
    // An address in a text becomes a link to just that.
    if (tagName === "a" && name === "href" && /^https?:/.test(value) && textOf(element) === value) continue;
    if (/^on/i.test(name)) return `an attribute ${name}`;
    if (["href", "src", "action", "formaction"].includes(name) && !/^(https:\/\/example\.org\/|\/fish\/|#|mailto:)/.test(value)) return `the address ${value}`;
  }
  return null;
};

/** Every text within a value of JSON. */
const strings = (value) =>
  typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(strings) : [];

const entries = [];

/** Reads one page. Where it is about one of the strings (`…/p7/`, or `…/g7/` for several), that string must stand in its text, its title and its graph. */
const readPage = (path) => {
  const document = parse(readFileSync(join(folder, path), "utf8"));
  const nodes = [...below(document)];
  for (const element of nodes.filter((it) => it.tagName)) {
    const what = foreign(element);
    if (what) note(path, what);
  }
  const [, kind, number] = path.match(/(?:^|\/)([pg])(\d+)(?:\/index)?\.html$/) ?? [];
  const payload = (kind === "p" ? payloads : groups)[number];
  if (payload === undefined) return;
  const body = nodes.find((it) => it.tagName === "body");
  const isScript = (it) => ["script", "style"].includes(it.parentNode?.tagName);
  const text = plain([...below(body)].filter((it) => !isScript(it)).map((it) => it.value ?? "").join(""));
  if (nodes.some((it) => attribute(it, "http-equiv") === "refresh")) return;
  if (!text.includes(plain(payload))) note(path, `does not show ${payload}`);
  const heading = nodes.find((it) => it.tagName === "h1");
  if (plain(textOf(heading)).indexOf(plain(payload)) < 0) note(path, `is not headed ${payload}`);
  if (path.startsWith("embed/")) return;
  const description = nodes.find((it) => it.tagName === "meta" && attribute(it, "name") === "description");
  if (plain(attribute(description, "content")) !== plain(payload)) note(path, `is described as ${attribute(description, "content")}`);
  const graph = nodes.find((it) => attribute(it, "type") === "application/ld+json");
  if (!strings(JSON.parse(textOf(graph))).includes(payload)) note(path, `the graph does not name ${payload}`);
  const cited = (format) => textOf(nodes.find((it) => attribute(it, "data-format") === format));
  // A word joiner keeps what looks like a tag from being read as one.
  if (JSON.parse(cited("csl"))[0].title.replaceAll("<\u2060/", "</") !== payload) note(path, "the citation has another title");
  entries.push(cited("bibtex"));
};

/** Reads XML; gives its texts and says which elements it has. */
const readXml = (where, source) => {
  const texts = [];
  const names = new Set();
  const parser = new SaxesParser();
  parser.on("error", (error) => note(where, error.message));
  parser.on("text", (text) => texts.push(text));
  parser.on("opentag", (tag) => names.add(tag.name));
  parser.write(source).close();
  return { texts, names };
};

const read = () => {
  const pages = filesIn(folder, ".html");
  pages.forEach(readPage);
  const feeds = filesIn(folder, ".xml");
  for (const path of feeds) readXml(path, readFileSync(join(folder, path), "utf8"));
  const { texts } = readXml("feed.xml", readFileSync(join(folder, "feed.xml"), "utf8"));
  const titles = payloads.filter((payload) => texts.some((text) => text.includes(`: ${payload} – `)));
  if (titles.length < 40) note("feed.xml", `gives back only ${titles.length} titles`);
  const known = ["svg", "style", "rect", "g", "circle", "path", "use", "text", "symbol", "defs", "tspan"];
  for (const path of filesIn(drawings, ".svg")) {
    const { names } = readXml(path, readFileSync(join(drawings, path), "utf8"));
    for (const name of names) if (!known.includes(name)) note(path, `a drawing with <${name}>`);
  }
  writeFileSync(bibtex, JSON.stringify(entries));
  console.log(`${pages.length} pages read, ${feeds.length} feeds and sitemaps, ${entries.length} citations`);
};

/** The pages without the policy that stands in them. */
const withoutPolicy = () => {
  const paths = filesIn(folder, ".html");
  const policy = /<meta http-equiv="Content-Security-Policy"[^>]*>/i;
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8").replace(policy, "")]));
};

/** Opens every page, and says of each what ran that should not, what was asked of others and what went wrong. */
const openAll = async (browser, round, every, overlay) => {
  const server = await serveFolder(folder, base, overlay);
  // Every other one has a position.
  const compared = payloads.flatMap((_, n) => (n % 4 ? [] : [`compare/?a=participant.p${n}&b=participant.p${(n + 2) % payloads.length}`]));
  const searched = ["search/?q=pwned", "search/?q=alert", "search/?q=%3Cscript%3Epwned%3D1%3C%2Fscript%3E", "search/?q=%22%3E%3Cimg%20src%3Dx%20onerror%3Dpwned%3D1%3E"];
  const waiting = [...pagesIn(folder), ...compared, ...searched].filter((_, at) => at % every === 0);
  const count = waiting.length;
  const work = async () => {
    const context = await browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce" });
    const page = await context.newPage();
    let path = "";
    const says = (what) => note(`${path} ${round}`, what);
    page.on("dialog", (dialog) => (says(`a dialog: ${dialog.message()}`), dialog.dismiss()));
    // An embed names no icon, so without its policy the browser looks for one itself.
    const isIcon = (message) => message.location().url === `${server.origin}/favicon.ico`;
    page.on("console", (message) => message.type() === "error" && !isIcon(message) && says(message.text()));
    page.on("pageerror", (error) => says(error.message));
    page.on("request", (request) => request.url().startsWith(server.origin) || says(`asks another host: ${request.url()}`));
    page.on("popup", () => says("opens a window"));
    while ((path = waiting.pop()) !== undefined) {
      await page.goto(`${server.origin}${base}${path}`, { waitUntil: "load" });
      if (path.startsWith("search/")) await page.waitForTimeout(1500);
      if (path.startsWith("compare/?")) await page.waitForFunction(() => document.querySelector("main h3 a")?.textContent);
      // The cards beside marks and terms, which scripts fill.
      const mark = page.locator("main .prose :is(a.term, .cite a)").first();
      if (/^(participants|issues)\//.test(path) && (await mark.count())) {
        await mark.focus();
        await mark.hover({ timeout: 2000 }).catch(() => {});
      }
      if (await page.evaluate(() => "pwned" in globalThis)) says("a script of the strings ran");
      if (!page.url().startsWith(server.origin)) says(`leads away to ${page.url()}`);
    }
    await context.close();
  };
  await Promise.all([work(), work(), work()]);
  server.close();
  return count;
};

const open = async () => {
  const browser = await launch();
  // All pages were parsed and looked through already; a sample stands for them here, but at full size.
  const every = (n) => (process.env.STANDPOINT_TORTURE ? 1 : n);
  const counts = [await openAll(browser, "with its policy", every(12)), await openAll(browser, "without a policy", every(8), withoutPolicy())];
  await browser.close();
  console.log(`${counts[0] + counts[1]} pages opened`);
};

await (task === "read" ? read() : open());
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
