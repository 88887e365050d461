// Searches published folders in Chromium for many words, and compares the titles of the pages that are found with those expected. Also
// looks every word of the index up in the texts of its pages: what the program writes and what the browser reads agree on what a word is.
// Usage: node search-words.mjs (FOLDER BASE_PATH QUERIES)…, where QUERIES is JSON: [[what is typed, [the titles found], a word like it or null], …]

import { launch } from "./chromium.mjs";
import { serveFolder } from "./folder.mjs";

const sites = process.argv.slice(2);
const browser = await launch();

/** Runs in the browser: what is wrong, a line each. */
const inBrowser = async (queries) => {
  const { engine, index: address } = document.querySelector("[data-search]").dataset;
  const { openIndex } = await import(engine);
  const index = await openIndex(address);
  const wrong = [];
  const resultsOf = async ({ pages, met }) => Promise.all(pages.map(({ number }) => index.result(number, met)));
  for (const [query, titles, like] of queries) {
    let found = await index.search(query);
    if ((found.near ?? null) !== like) wrong.push(`${query}: like it is ${found.near}, not ${like}`);
    if (found.near && found.pages.length) wrong.push(`${query}: is found, and yet ${found.near} is offered`);
    if (found.near && like) found = await index.search(found.near);
    const results = await resultsOf(found);
    const got = results.map((it) => it.meta.title).sort();
    if (String(got) !== String([...titles].sort())) wrong.push(`${query}: finds ${got}, not ${titles}`);
    for (const { excerpt, meta } of results) {
      if (!excerpt.some(([, isMarked]) => isMarked)) wrong.push(`${query}: nothing is marked on ${meta.title}`);
    }
  }
  // What the files say, read without the engine.
  const read = async (path) => {
    const response = await fetch(new URL(path, new URL(address, location.href)));
    return path.endsWith(".bin") ? new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).json() : response.json();
  };
  const { shards } = await read(`${(await read("entry.json")).overview}.bin`);
  let looked = 0;
  for (const [, name] of shards) {
    for (const [word, [, ...posting]] of Object.entries((await read(`words/${name}.bin`)).words)) {
      const found = await index.search(word);
      let page = 0;
      for (const step of posting) {
        page += Math.floor((Array.isArray(step) ? step[0] : step) / 16);
        looked += 1;
        if (!found.pages.some(({ number }) => number === page)) {
          wrong.push(`${word} does not find page ${page}`);
          continue;
        }
        const { excerpt, meta } = await index.result(page, found.met);
        const isTitle = index.share(meta.title, found.met) > 0;
        if (!isTitle && !excerpt.some(([, isMarked]) => isMarked)) wrong.push(`${word} is not in the text of ${meta.title}`);
      }
    }
  }
  return { wrong, looked };
};

const search = async (folder, base, queries) => {
  const server = await serveFolder(folder, base);
  const page = await browser.newPage();
  await page.goto(`${server.origin}${base}search/`);
  const { wrong, looked } = await page.evaluate(inBrowser, queries);
  if (wrong.length) throw new Error(`${folder}\n${wrong.join("\n")}`);
  if (!looked) throw new Error(`${folder}: no word of the index was looked up`);
  await page.close();
  server.close();
};

try {
  for (let at = 0; at < sites.length; at += 3) await search(sites[at], sites[at + 1], JSON.parse(sites[at + 2]));
  console.log(`${sites.length / 3} sites held`);
} finally {
  await browser.close();
}
