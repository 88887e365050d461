// What holds for each page: its security policy, and the picture that is shown where it is shared.

import { createHash } from "node:crypto";
import { addressesIn } from "./addresses.mjs";

const ignoredInMeta = ["frame-ancestors", "report-uri", "sandbox"];
const isCode = (type = "") => ["", "module", "text/javascript", "application/javascript", "importmap", "speculationrules"].includes(type);
const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** A policy that allows nothing inline but what it names by hash, stands before what it governs, and a page that asks no other host. */
export const checkPolicy = (site, { path, address, elements, meta }, note) => {
  const policies = elements.filter((it) => it.attributes["http-equiv"]?.toLowerCase() === "content-security-policy");
  if (policies.length !== 1) note(`has ${policies.length} security policies`);
  const parts = (policies[0]?.attributes.content ?? "").split(";").map((it) => it.trim().split(/\s+/));
  const policy = Object.fromEntries(parts.map(([name, ...sources]) => [name, sources]));
  const sources = (name) => policy[name] ?? policy["default-src"] ?? [];
  if (policies.length && !policy["default-src"]) note("its policy has no default-src");
  for (const unsafe of ["'unsafe-inline'", "'unsafe-eval'"]) if (parts.flat().includes(unsafe)) note(`its policy allows ${unsafe}`);
  for (const name of ignoredInMeta) if (policy[name]) note(`${name} has no effect in a page`);
  const early = elements.slice(0, elements.indexOf(policies[0])).filter((it) => ["script", "style", "link", "img"].includes(it.name));
  if (policies.length && early.length) note(`<${early[0].name}> stands before the policy`);

  for (const { name, attributes, text } of elements) {
    for (const key of Object.keys(attributes)) if (key === "style" || /^on/.test(key)) note(`<${name}> has the attribute ${key}`);
    const { type, src } = attributes;
    if (name === "style" && !sources("style-src").includes(hashOf(text))) note("a style inline that the policy does not name");
    if (name !== "script" || src !== undefined || !isCode(type)) continue;
    const allowed = [hashOf(text), ...(type === "speculationrules" ? ["'inline-speculation-rules'"] : [])];
    if (!allowed.some((it) => sources("script-src").includes(it))) note(`a script inline (${type ?? "classic"}) that the policy does not name`);
  }

  const host = new URL(site.base).host;
  const isElsewhere = ({ kind, address: named }) => kind === "resource" && URL.canParse(named, address) && /^http/.test(new URL(named, address).protocol) && new URL(named, address).host !== host;
  let named = [];
  try {
    named = addressesIn("text/html", site.text(path), site.base);
  } catch {
    // Structured data that cannot be read is reported where it is checked.
  }
  for (const it of named.filter(isElsewhere)) note(`asks another host: ${it.address}`);
};

/** The picture of a page, if it has one: a PNG of the size that the page says, with words for those who do not see it. */
export const checkCard = (site, { meta }, note) => {
  const image = meta("og:image");
  if (image === undefined) return;
  const path = decodeURIComponent(image.slice(site.base.length));
  if (!image.startsWith(site.base) || !site.paths.has(path)) return note(`its picture \`${image}\` is not there`);
  const bytes = site.read(path);
  if (bytes.subarray(1, 4).toString() !== "PNG") return note(`its picture \`${image}\` is no PNG`);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const said = [meta("og:image:width"), meta("og:image:height")];
  if (said.some((it) => it !== undefined) && said.join("×") !== `${width}×${height}`) note(`its picture is ${width}×${height}, not ${said.join("×")}`);
  if (width < 1200 || height < 600) note(`its picture is only ${width}×${height}`);
  if (bytes.length > 1_000_000) note(`its picture has ${bytes.length} bytes`);
  for (const key of ["og:title", "og:url", "og:type", "og:image:alt", "twitter:card"]) if (!meta(key)) note(`has a picture and no ${key}`);
};
