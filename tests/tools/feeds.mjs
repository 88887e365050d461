// Feeds and sitemaps: their grammars, and what a grammar cannot say.

import { readFileSync } from "node:fs";
import { validateXML } from "xmllint-wasm";
import { elementsOf, parseXml } from "./markup.mjs";

const grammar = (name) => ({ fileName: name, contents: readFileSync(new URL(`schema/${name}`, import.meta.url), "utf8") });

/** Holds files against a grammar, all of them at once. */
const validate = async (site, paths, schema, extension, note) => {
  if (!paths.length) return;
  const xml = paths.map((path, index) => ({ fileName: `${index}.xml`, contents: site.text(path) }));
  const { errors } = await validateXML({ xml, schema: grammar(schema), extension, maxMemoryPages: 16384 });
  for (const { message, rawMessage, loc } of errors.filter((it) => it.loc || !/fails to validate$/.test(it.rawMessage))) {
    const path = loc && paths[parseInt(loc.fileName)];
    note(path ?? schema)(path ? `line ${loc.lineNumber}: ${message}` : rawMessage);
  }
};

const children = (element, name) => element.children.filter((it) => it.name === name);
const textOf = (element, name) => children(element, name)[0]?.text.trim();
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const inFull = (address) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(address ?? "");

/** Atom, by RFC 4287. */
export const checkFeeds = async (site, paths, note) => {
  await validate(site, paths, "atom.rng", "relaxng", note);
  for (const path of paths) {
    try {
      checkFeed(site, path, parseXml(site.text(path)), note(path));
    } catch (error) {
      note(path)(`is no XML: ${error.message}`);
    }
  }
};

const checkFeed = (site, path, feed, note) => {
  const entries = children(feed, "entry");
  const links = (of, rel) => children(of, "link").filter((it) => (it.attributes.rel ?? "alternate") === rel).map((it) => it.attributes.href);
  const self = links(feed, "self").join();
  // A feed that moved is still at its old address, byte for byte.
  const isCopy = self.startsWith(site.base) && site.paths.has(self.slice(site.base.length)) && site.text(self.slice(site.base.length)) === site.text(path);
  if (self !== site.base + path && !isCopy) note(`its link to itself is \`${links(feed, "self")}\``);
  if (!links(feed, "alternate").some((it) => it?.startsWith(site.base))) note("names no page that it is the feed of");
  if (!children(feed, "author").length && !(entries.length && entries.every((it) => children(it, "author").length))) note("has no author");

  const ids = [feed, ...entries].map((it) => textOf(it, "id"));
  for (const id of ids) if (!inFull(id)) note(`the id \`${id}\` is no address in full`);
  for (const id of ids.filter((id, index) => ids.indexOf(id) !== index)) note(`the id \`${id}\` stands twice`);

  for (const element of [feed, ...entries]) {
    const called = textOf(element, "title") || note(`${textOf(element, "id")} has no title`);
    for (const name of ["updated", "published"]) {
      const value = textOf(element, name);
      if (value !== undefined && (!time.test(value) || Number.isNaN(Date.parse(value)))) note(`${called}: \`${value}\` is no time by RFC 3339`);
    }
    if (Date.parse(textOf(element, "published")) > Date.parse(textOf(element, "updated"))) note(`${called}: was updated before it was published`);
    for (const { attributes } of children(element, "link")) if (!inFull(attributes.href)) note(`${called}: the link \`${attributes.href}\` is no address in full`);
  }
  for (const entry of entries) checkEntry(entry, links(entry, "alternate"), note);

  const times = entries.map((it) => Date.parse(textOf(it, "updated")));
  if (times.some((it, index) => it > times[index - 1])) note("the newest entry does not come first");
  if (Math.max(...times) > Date.parse(textOf(feed, "updated"))) note("an entry is newer than the feed");
};

const checkEntry = (entry, pages, note) => {
  const called = textOf(entry, "title");
  const content = children(entry, "content")[0];
  if (!pages.length && !content) note(`${called}: has neither a link nor content`);
  if (!textOf(entry, "summary") && !content?.text.trim() && !content?.children.length) note(`${called}: says nothing`);
  for (const html of [...children(entry, "content"), ...children(entry, "summary")].filter((it) => it.attributes.type === "html")) {
    for (const { name, attributes } of elementsOf(html.text)) {
      if (["script", "style", "iframe", "form", "object", "embed"].includes(name)) note(`${called}: holds <${name}>`);
      for (const [key, value] of Object.entries(attributes)) {
        if (["href", "src", "cite"].includes(key) && !inFull(value)) note(`${called}: \`${value}\` is no address in full`);
        if (key === "style" || key.startsWith("on")) note(`${called}: <${name}> has the attribute ${key}`);
      }
    }
  }
};

/** Sitemaps, by sitemaps.org: one, or an index of several. */
export const checkSitemaps = async (site, pages, paths, note) => {
  const roots = new Map();
  for (const path of paths) {
    try {
      roots.set(path, parseXml(site.text(path)));
    } catch (error) {
      note(path)(`is no XML: ${error.message}`);
    }
  }
  const named = (name) => [...roots.keys()].filter((path) => roots.get(path).name === name);
  const locations = (path) => roots.get(path).children.map((it) => textOf(it, "loc"));
  const [indexes, maps] = [named("sitemapindex"), named("urlset")];
  await validate(site, indexes, "siteindex.xsd", "schema", note);
  await validate(site, maps, "sitemap.xsd", "schema", note);

  for (const path of roots.keys()) {
    if (![...indexes, ...maps].includes(path)) note(path)(`<${roots.get(path).name}> is no sitemap`);
    if (locations(path).length > 50_000) note(path)("lists more than 50,000 addresses");
    if (site.read(path).length > 50 * 1024 * 1024) note(path)("is larger than 50 MB");
    for (const address of locations(path)) if (!address?.startsWith(site.base)) note(path)(`\`${address}\` lies outside the site`);
  }
  for (const path of maps.filter((it) => it !== "sitemap.xml")) {
    if (!indexes.some((index) => locations(index).includes(site.base + path))) note(path)("stands in no index");
  }
  const listed = maps.flatMap(locations);
  if (new Set(listed).size !== listed.length) note("sitemap.xml")("lists an address twice");
  const known = new Set(listed);
  for (const { address, path, isFound } of pages) {
    if (isFound && !known.has(address)) note(path)("is in no sitemap, and may be indexed");
    if (!isFound && known.has(address)) note(path)("is in a sitemap, and may not be indexed");
  }
};
