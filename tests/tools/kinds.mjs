// Opens every linked file of a published folder by its own address, as a link from elsewhere would, and sees whether a script of it ran.
// The folder is served in three ways: by a server that does not say what a file is, by one that does, and by one that reads `_headers`.
// Usage: node kinds.mjs FOLDER BASE_PATH

import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { launch } from "./chromium.mjs";

const [, , folder, base] = process.argv;
const files = readdirSync(join(folder, "assets")).filter((name) => name.startsWith("try-"));

const types = {
  ".7z": "application/x-7z-compressed", ".aac": "audio/aac", ".apng": "image/apng", ".avif": "image/avif", ".bmp": "image/bmp",
  ".csv": "text/csv", ".flac": "audio/flac", ".geojson": "application/geo+json", ".gif": "image/gif", ".html": "text/html",
  ".ico": "image/x-icon", ".ics": "text/calendar", ".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".json": "application/json",
  ".m4a": "audio/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime", ".mp3": "audio/mpeg", ".mp4": "video/mp4", ".oga": "audio/ogg",
  ".ogg": "audio/ogg", ".ogv": "video/ogg", ".opus": "audio/ogg", ".pdf": "application/pdf", ".png": "image/png", ".rtf": "application/rtf",
  ".svg": "image/svg+xml", ".tif": "image/tiff", ".tiff": "image/tiff", ".tsv": "text/tab-separated-values", ".txt": "text/plain",
  ".vtt": "text/vtt", ".wav": "audio/wav", ".weba": "audio/webm", ".webm": "video/webm", ".webp": "image/webp", ".yaml": "application/yaml",
  ".yml": "application/yaml", ".zip": "application/zip",
};

/** The headers that `_headers` gives a path: those of every rule that matches it. */
const rules = readFileSync(join(folder, "_headers"), "utf8").split(/\n(?=\S)/).map((rule) => {
  const [pattern, ...lines] = rule.trim().split("\n");
  return { pattern, headers: lines.map((line) => line.trim().split(/: (.*)/).slice(0, 2)) };
});
const matches = (pattern, path) => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(path);
const told = (path) => rules.filter(({ pattern }) => matches(pattern, path)).flatMap(({ headers }) => headers);

const servers = {
  "without a type": () => [],
  "with a type": (path) => [["content-type", types[extname(path)] ?? "application/octet-stream"]],
  "with _headers": (path) => [["content-type", types[extname(path)] ?? "application/octet-stream"], ...told(path)],
};

const browser = await launch();
const ran = [];
let opened = 0;
for (const [how, headersOf] of Object.entries(servers)) {
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, "http://localhost");
    if (pathname === "/ran") ran.push(`${decodeURIComponent(search.slice(1))}, ${how}`);
    if (!pathname.startsWith(`${base}assets/`)) return response.writeHead(204).end();
    for (const [name, value] of headersOf(pathname)) response.appendHeader(name, value);
    response.end(readFileSync(join(folder, pathname.slice(base.length))));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const context = await browser.newContext();
  const open = async (name) => {
    const page = await context.newPage();
    // A file that is saved and not shown is no page.
    await page.goto(`${origin}${base}assets/${name}`).catch((error) => {
      if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error;
    });
    await page.waitForLoadState();
    // Animations begin, and a click is what a handler may wait for.
    await page.mouse.click(40, 40);
    await page.waitForTimeout(50);
    opened += 1;
    await page.close();
  };
  for (let at = 0; at < files.length; at += 8) await Promise.all(files.slice(at, at + 8).map(open));
  await context.close();
  server.close();
  server.closeAllConnections();
}
await browser.close();
console.log(`ran: ${ran.sort().join("; ") || "nothing"}`);
console.log(`${opened} files opened`);
