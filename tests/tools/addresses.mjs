// The addresses that a published file names, by its media type.
//
// Each has a kind: what a reader may follow (`link`), what a browser fetches by itself (`resource`), what is said to programs (`data`), and
// what only names a thing (`id`), so that its fragment need not be an anchor.

import { below, elementsOf, parseXml } from "./markup.mjs";

const linkRels = new Set(["license", "author", "me", "help"]);
const socialImages = /^(og:(image|url|audio|video)(:(secure_)?url)?|twitter:image)$/;
const addressKeys = new Set(["url", "href", "src", "start_url", "@id", "id", "image", "logo", "contentUrl", "embedUrl", "thumbnailUrl"]);

/** The addresses in a file: `{ address, kind }`. `base` is the site's address; text that begins with it is an address wherever it stands. */
export const addressesIn = (type, text, base) => {
  if (type === "text/html") return inHtml(text, base);
  if (type === "text/css") return inCss(text);
  if (type === "text/javascript") return inScript(text, base);
  if (type === "image/svg+xml") return inSvg(text);
  if (type === "application/xml") return inXml(text, base);
  if (/json$/.test(type)) return inJson(JSON.parse(text), base);
  if (type === "text/calendar") return inText(text.replaceAll(/\r?\n[ \t]/g, ""), base);
  if (type === "text/plain" || type === "text/csv") return inText(text, base);
  return [];
};

/** The ids that fragments can name in it. */
export const anchorsIn = (type, text) => {
  if (type === "text/html") return new Set(elementsOf(text).flatMap(({ name, attributes }) => [attributes.id, name === "a" && attributes.name]));
  if (type === "image/svg+xml") return new Set(below(parseXml(text)).map(({ attributes }) => attributes.id));
  return null;
};

const as = (kind) => (address) => ({ address, kind });
const fromSet = (set) => set.split(/,\s+|,$/).map((candidate) => candidate.trim().split(/\s+/)[0]);

const inHtml = (html, base) =>
  elementsOf(html).flatMap(({ name, attributes, text }) => {
    const found = [];
    const add = (kind, ...addresses) => found.push(...addresses.filter((it) => it !== undefined).map(as(kind)));
    add(hrefKind(name, attributes), attributes.href, attributes["xlink:href"]);
    add("resource", attributes.src, attributes.poster, attributes.action, attributes.formaction, attributes.background, attributes.ping);
    for (const set of [attributes.srcset, attributes.imagesrcset]) if (set) add("resource", ...fromSet(set));
    if (name === "object") add("resource", attributes.data);
    add("data", attributes.cite);
    if (name === "meta") found.push(...inMeta(attributes));
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("data-") && value.startsWith(new URL(base).pathname)) add("resource", value);
    }
    found.push(...inCss(attributes.style ?? ""));
    if (name === "style") found.push(...inCss(text));
    else if (name !== "script") found.push(...inText(text, base));
    else if (attributes.type === "application/ld+json") found.push(...inJson(JSON.parse(text), base));
    else if (!attributes.type || attributes.type === "module") found.push(...inScript(text, base));
    return found;
  });

const hrefKind = (name, { rel = "" }) => {
  if (name === "a" || name === "area") return "link";
  return name === "link" && rel.split(/\s+/).some((it) => linkRels.has(it)) ? "link" : "resource";
};

const inMeta = ({ "http-equiv": equiv = "", property, name, content = "" }) => {
  const refresh = equiv.toLowerCase() === "refresh" && content.match(/^\s*\d+\s*[;,]\s*(?:url\s*=\s*)?['"]?([^'"]+)/i);
  if (refresh) return [as("resource")(refresh[1])];
  return socialImages.test(property ?? name ?? "") ? [as("resource")(content)] : [];
};

const inCss = (css) => {
  const bare = css.replaceAll(/\/\*[^]*?\*\//g, "");
  const named = bare.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)|@import\s+["']([^"']+)/g);
  return [...named].map(([, ...found]) => as("resource")(found.find((it) => it !== undefined)));
};

/** What a script imports by name, and the site's paths that stand in it in quotation marks. */
const inScript = (script, base) => {
  const imports = [...script.matchAll(/\b(?:import|from)\s*\(?\s*["'`]((?:\.{0,2}\/|https?:)[^"'`$]+)["'`]/g)];
  const path = new URL(base).pathname.replaceAll(".", "\\.");
  const paths = [...script.matchAll(new RegExp(`["'\`](${path}[\\w./%~-]*)["'\`]`, "g"))];
  return [...imports, ...paths].map(([, address]) => as("resource")(address));
};

const inSvg = (svg) => {
  const named = below(parseXml(svg)).flatMap(({ name, attributes, text }) => [
    ...[attributes.href, attributes["xlink:href"]].filter(Boolean).map(as(name === "a" ? "link" : "resource")),
    ...inCss(name === "style" ? text : (attributes.style ?? "")),
  ]);
  return named;
};

/** A sitemap, or a feed: its links, its ids, and what the HTML in it names, which has no page to be relative to. */
const inXml = (xml, base) =>
  below(parseXml(xml)).flatMap(({ name, attributes, text }) => {
    if (name === "content" || name === "summary") {
      return attributes.type === "html" ? inHtml(text, base).map((it) => ({ ...it, absolute: true })) : inText(text, base);
    }
    if (name === "link") return [{ ...as("data")(attributes.href ?? text), absolute: true }];
    if (["loc", "uri", "icon", "logo"].includes(name)) return [{ ...as("data")(text.trim()), absolute: true }];
    if (name === "id") return [{ ...as("id")(text.trim()), absolute: true }];
    return inText(text, base);
  });

/** What stands under keys for addresses, and whatever begins with the site's address. */
const inJson = (value, base, key = "") => {
  if (Array.isArray(value)) return value.flatMap((it) => inJson(it, base, key));
  if (value && typeof value === "object") return Object.entries(value).flatMap(([key, it]) => inJson(it, base, key));
  if (typeof value !== "string") return [];
  const kind = key === "@id" || key === "id" || key === "$id" ? "id" : "data";
  const isAddress = value.startsWith(base) || (addressKeys.has(key) && /^(https?:|\/|\.\.?\/)/.test(value));
  return isAddress ? [as(kind)(value)] : inText(value, base);
};

/** The site's addresses that are written out in text. */
const inText = (text, base) => {
  const found = text.split(base).slice(1);
  return found.map((after) => as("data")(base + after.match(/^[^\s"'<>()[\]{}|\\^`,;]*/)[0].replace(/[.:!?]+$/, "")));
};
