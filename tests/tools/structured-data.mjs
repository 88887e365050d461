// Structured data, held against schema.org's vocabulary: that each type, property and member of an enumeration exists, that the property
// belongs to the type and the value to the property, and that whatever refers to a thing of this site finds it.

import { readFileSync } from "node:fs";

const { classes, properties, ranges, members, superseded } = JSON.parse(readFileSync(new URL("schema/schema.org.json", import.meta.url), "utf8"));
const context = "https://schema.org";
const term = /^https?:\/\/schema\.org\/(\w+)$/;
const date = /^\d{4}(-\d\d(-\d\d)?)?$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;

/** A class and all above it. */
const lineage = (name) => [name, ...(classes[name] ?? []).flatMap(lineage)];
const isKindOf = (name, wanted) => lineage(name).some((it) => wanted.includes(it));
const isDataType = (name) => isKindOf(name, ["DataType"]);
const isEnumeration = (name) => isKindOf(name, ["Enumeration"]);
const typesOf = (node) => [node["@type"] ?? []].flat();

/** Looks at every page's blocks; returns how many things they describe. */
export const checkStructuredData = (site, pages, note) => {
  const described = new Map();
  let count = 0;
  for (const page of pages) {
    const blocks = page.elements.filter((it) => it.name === "script" && it.attributes.type === "application/ld+json");
    if (page.isFound && blocks.length !== 1) note(page.path)(`has ${blocks.length} blocks of structured data`);
    for (const { text } of blocks) {
      try {
        count += checkBlock(site, JSON.parse(text), described, note(page.path));
      } catch (error) {
        note(page.path)(`its structured data is no JSON: ${error.message}`);
      }
    }
  }
  return count;
};

/** One block: a graph. */
const checkBlock = (site, block, described, note) => {
  if (block["@context"] !== context) note(`the context is \`${JSON.stringify(block["@context"])}\``);
  const roots = block["@graph"] ?? [];
  if (!roots.length) note("its structured data is no graph");
  const nodes = nodesIn(roots);
  const own = new Map(nodes.filter((it) => it["@id"] && !isReference(it)).map((it) => [it["@id"], it]));
  for (const node of nodes) {
    if (isReference(node)) checkReference(site, node["@id"], own, note);
    else checkNode(site, node, own, described, note);
  }
  const ids = roots.flatMap((it) => it["@id"] ?? []);
  for (const id of ids.filter((id, index) => ids.indexOf(id) !== index)) note(`\`${id}\` is described twice`);
  return nodes.filter((it) => !isReference(it)).length;
};

const isNode = (value) => value && typeof value === "object" && !Array.isArray(value);
const isReference = (node) => Object.keys(node).join() === "@id";
const nodesIn = (value) => {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return isNode(value) && !("@value" in value) ? [value, ...Object.values(value).flatMap(nodesIn)] : [];
};

/** Something that is only named: described beside, or at an address of the site that is there. */
const checkReference = (site, id, own, note) => {
  if (own.has(id)) return;
  if (!URL.canParse(id)) return note(`the reference \`${id}\` is no address in full`);
  const path = id.startsWith(site.base) && decodeURIComponent(id.slice(site.base.length).split(/[#?]/)[0]).replace(/(^|\/)$/, "$1index.html");
  if (path && !site.paths.has(path)) note(`the reference \`${id}\` leads nowhere`);
};

const checkNode = (site, node, own, described, note) => {
  const types = typesOf(node);
  const called = `${types.join(" ") || "something without a type"} ${node["@id"] ?? ""}`.trim();
  if (!types.length) note(`${called}: ${JSON.stringify(node).slice(0, 120)}`);
  for (const type of types) {
    if (!classes[type] || isDataType(type)) note(`${called}: schema.org has no type \`${type}\``);
    if (superseded[type]) note(`${called}: \`${type}\` is superseded by ${superseded[type]}`);
  }
  const id = node["@id"];
  if (id !== undefined) {
    if (!URL.canParse(id)) note(`${called}: its id is no address in full`);
    if ((described.get(id) ?? types.join()) !== types.join()) note(`${called}: is a ${described.get(id)} elsewhere`);
    described.set(id, types.join());
  }
  for (const [name, value] of Object.entries(node)) {
    if (name.startsWith("@")) {
      if (!["@id", "@type", "@context"].includes(name)) note(`${called}: the keyword ${name} has no place here`);
      continue;
    }
    if (!properties[name]) {
      note(`${called}: schema.org has no property \`${name}\``);
      continue;
    }
    if (superseded[name]) note(`${called}: \`${name}\` is superseded by ${superseded[name]}`);
    if (!types.some((type) => isKindOf(type, properties[name]))) note(`${called}: \`${name}\` is no property of it, but of ${properties[name].join(", ")}`);
    for (const it of [value].flat()) checkValue(name, it, own, (what) => note(`${called}: \`${name}\`: ${what}`));
  }
};

/** A value, by what the property may hold. Text may stand for a thing; a thing of the wrong type, a word that is no member of the enumeration, or what is no date or address, may not. */
const checkValue = (name, value, own, note) => {
  const expected = ranges[name];
  if (value === null || value === "") return note("is empty");
  if (isNode(value)) {
    const types = typesOf(isReference(value) ? (own.get(value["@id"]) ?? {}) : value);
    const fits = types.some((type) => isKindOf(type, expected));
    if (types.length && !fits && !types.some((type) => isKindOf(type, ["Role"]))) note(`holds a ${types}, not a ${expected.join(" or ")}`);
    return;
  }
  if (typeof value !== "string") {
    if (typeof value === "number" && !expected.some((it) => isKindOf(it, ["Number", "Quantity", "Text"]))) note(`holds a number, not a ${expected.join(" or ")}`);
    if (typeof value === "boolean" && !expected.includes("Boolean")) note(`holds ${value}, not a ${expected.join(" or ")}`);
    return;
  }
  const [, member] = value.match(term) ?? [];
  if (value.startsWith("http://schema.org/")) note(`\`${value}\` must begin with https:`);
  if (member && !members[member] && !classes[member]) note(`schema.org has no \`${member}\``);
  if (expected.every(isEnumeration)) {
    const kinds = members[member ?? value];
    if (!kinds?.some((kind) => isKindOf(kind, expected))) note(`\`${value}\` is no ${expected.join(" or ")}`);
  }
  if (expected.every((it) => it === "Date" || it === "DateTime") && !date.test(value) && !time.test(value)) note(`\`${value}\` is no date`);
  if (expected.every((it) => it === "URL") && !URL.canParse(value)) note(`\`${value}\` is no address in full`);
};
