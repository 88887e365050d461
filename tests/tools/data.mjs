// Data files: JSON by its schema, people and organizations in Popolo's shape, tables, citations.

import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const validator = () => {
  const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
  addFormats(ajv);
  return ajv;
};
const popolo = validator().compile(JSON.parse(readFileSync(new URL("schema/popolo.json", import.meta.url), "utf8")));

const parsed = (text, note) => {
  try {
    return JSON.parse(text);
  } catch (error) {
    note(`is no JSON: ${error.message}`);
    return undefined;
  }
};

const complain = (validate, value, note) => {
  if (validate(value)) return;
  for (const { instancePath, message, params } of validate.errors.slice(0, 20)) note(`${instancePath || "the whole"} ${message} ${JSON.stringify(params)}`);
};

/** A data file, by the schema that is published beside it. */
export const checkJson = (site, path, schemaPath, note) => {
  const schema = parsed(site.text(schemaPath), note(schemaPath));
  if (!schema) return;
  if (schema.$schema !== "https://json-schema.org/draft/2020-12/schema") note(schemaPath)("does not say that it is JSON Schema, draft 2020-12");
  if (schema.$id !== undefined && schema.$id !== site.base + schemaPath) note(schemaPath)(`its $id is \`${schema.$id}\``);
  if (!site.paths.has(path)) return;
  try {
    const value = parsed(site.text(path), note(path));
    if (value !== undefined) complain(validator().compile(schema), value, note(path));
  } catch (error) {
    note(schemaPath)(`is no schema: ${error.message}`);
  }
};

/** People, organizations and memberships, and that each refers to one that is there. */
export const checkPopolo = (site, path, note) => {
  const data = parsed(site.text(path), note);
  if (data === undefined) return;
  complain(popolo, data, note);
  const ids = (list) => (data[list] ?? []).map((it) => it.id);
  for (const list of ["persons", "organizations", "memberships", "posts", "events"]) {
    const given = ids(list).filter((id) => id !== undefined);
    if (new Set(given).size !== given.length) note(`an id stands twice in ${list}`);
  }
  const refer = (from, key, ...lists) => {
    for (const it of data[from] ?? []) {
      const id = key.split(".").reduce((value, key) => value?.[key], it);
      if (id && !lists.flatMap(ids).includes(id)) note(`${from}: ${key} \`${id}\` is not in ${lists.join(" or ")}`);
    }
  };
  refer("memberships", "person_id", "persons");
  refer("memberships", "member.id", "persons", "organizations");
  refer("memberships", "organization_id", "organizations");
  refer("memberships", "on_behalf_of_id", "organizations");
  refer("memberships", "post_id", "posts");
  refer("organizations", "parent_id", "organizations");
  refer("posts", "organization_id", "organizations");
  for (const it of data.memberships ?? []) if (!it.person_id && !it.member) note(`a membership without a member: ${JSON.stringify(it)}`);
};

/** The cells of a table, by RFC 4180; nothing when it is not one. */
const cells = (text) => {
  const rows = [];
  let row = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) return null;
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]);
    if (found[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  return row.length ? null : rows;
};

/** A table: as many cells in each row as the first has, each column named once; where the same is published as JSON, every position and no other. */
export const checkTable = (site, path, note) => {
  const rows = cells(site.text(path).replace(/^\ufeff/, ""));
  if (!rows) return note("is no table by RFC 4180");
  const [names] = rows;
  if (new Set(names).size !== names.length || names.includes("")) note(`its columns are ${names}`);
  if (rows.length < 2) note("has no rows");
  rows.forEach((row, index) => row.length === names.length || note(`row ${index + 1} has ${row.length} cells instead of ${names.length}`));
  if (path !== "data/positions.csv" || !site.paths.has("data/positions.json")) return;
  const positions = parsed(site.text("data/positions.json"), note)?.positions ?? [];
  const column = rows.slice(1).map((row) => row[names.indexOf("summary")]);
  // A cell that a spreadsheet would take for a formula begins with an apostrophe.
  const summaries = column.map((cell) => cell?.replace(/^'(?=[=+\-@])/, ""));
  if (summaries.sort().join("\n") !== positions.map((it) => it.summary).sort().join("\n")) note("does not hold the positions of data/positions.json");
};

const cslTypes = new Set(
  "article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical personal_communication post post-weblog regulation report review review-book software song speech standard thesis treaty webpage".split(" "),
);

/** Citations for programs: CSL-JSON and BibTeX, in files and at the foot of pages. */
export const checkCitations = (site, pages, paths, note) => {
  let count = 0;
  const csl = (text, note) => {
    const items = [parsed(text, note) ?? []].flat();
    count += items.length;
    for (const { id, type, title, URL: url, issued, accessed } of items) {
      if (!id || !title || !cslTypes.has(type)) note(`the citation \`${id}\` has the type \`${type}\` and the title \`${title}\``);
      if (url !== undefined && !URL.canParse(url)) note(`${id}: \`${url}\` is no address in full`);
      for (const date of [issued, accessed].filter(Boolean)) {
        const isDate = date["date-parts"]?.every((it) => it.length > 0 && it.length < 4 && it.every(Number.isInteger));
        if (!isDate) note(`${id}: ${JSON.stringify(date)} is no date`);
      }
    }
  };
  const bibtex = (text, note) => {
    const entries = [...text.matchAll(/^@(\w+)\s*\{\s*([^,\s{}]+)\s*,/gm)];
    count += entries.length;
    if (!entries.length) note("holds no BibTeX");
    let depth = 0;
    for (const [brace] of text.matchAll(/(?<!\\)[{}]/g)) depth += brace === "{" ? 1 : depth > 0 ? -1 : Infinity;
    if (depth !== 0) note("a brace in its BibTeX is not matched");
    const keys = entries.map(([, , key]) => key);
    if (new Set(keys).size !== keys.length) note("a BibTeX key stands twice");
  };
  for (const path of paths) {
    if (/^data\/.*csl\.json$/.test(path)) csl(site.text(path), note(path));
    if (/^data\/.*\.bib$/.test(path)) bibtex(site.text(path), note(path));
  }
  for (const { path, elements } of pages) {
    for (const { name, attributes, text } of elements) {
      if (name !== "pre") continue;
      if (attributes["data-format"] === "csl") csl(text, note(path));
      if (attributes["data-format"] === "bibtex") bibtex(text, note(path));
    }
  }
  return count;
};
