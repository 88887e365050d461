// Runs Lighthouse at its mobile setting over a page of each kind of a published folder.
// Usage: node run.mjs FOLDER BASE_PATH; fails unless every category of every kind has 100.

import lighthouse from "lighthouse";
import { launch } from "../tools/chromium.mjs";
import { pagesIn, serveFolder } from "../tools/folder.mjs";

const [, , folder, base] = process.argv;
const port = 9333;
const { origin, close } = await serveFolder(folder, base);
const browser = await launch(`--remote-debugging-port=${port}`);

/** The first page of each kind, and whether search engines are asked to leave it out. */
const kinds = new Map();
for (const path of pagesIn(folder)) {
  const text = await (await fetch(`${origin}${base}${path}`)).text();
  const kind = text.match(/<body data-kind="([^"]*)"/)?.[1];
  if (kind && !kinds.has(kind)) kinds.set(kind, { path, hidden: text.includes('content="noindex"') });
}

let short = 0;
for (const [kind, { path, hidden }] of kinds) {
  const skipAudits = hidden ? ["is-crawlable"] : [];
  const { lhr } = await lighthouse(`${origin}${base}${path}`, { port, logLevel: "error", skipAudits });
  const scores = Object.values(lhr.categories).map(({ title, score }) => [title, Math.round(score * 100)]);
  const below = scores.filter(([, score]) => score < 100);
  short += below.length;
  console.log(`${kind.padEnd(14)} ${scores.map(([title, score]) => `${title} ${score}`).join("  ")}`);
  for (const audit of below.length ? Object.values(lhr.audits) : []) {
    const counts = Object.values(lhr.categories).some((it) => it.auditRefs.some((ref) => ref.id === audit.id && ref.weight > 0));
    if (counts && audit.score !== null && audit.score < 1) console.log(`  ${audit.id}: ${audit.title} ${audit.displayValue ?? ""}`);
  }
}
await browser.close();
close();
process.exit(short ? 1 : 0);
