// A published folder over HTTP, under its base path, as GitHub Pages would serve it.

import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { createGzip } from "node:zlib";

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".js": "text/javascript",
  ".json": "application/json",
  ".xml": "application/xml",
  ".ics": "text/calendar; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".bib": "text/plain; charset=utf-8",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** Serves `folder` at `base`, on a free port of the loopback address; texts in `overlay` take the place of files, by their paths in the folder;
    `headers` go with every answer. */
export const serveFolder = async (folder, base, overlay = new Map(), headers = {}) => {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const relative = path.startsWith(base) ? path.slice(base.length) : "\0";
    const name = relative.endsWith("/") || relative === "" ? `${relative}index.html` : relative;
    const file = join(folder, name);
    const type = { ...headers, "content-type": types[extname(name)] ?? "application/octet-stream" };
    if (overlay.has(name)) {
      response.writeHead(200, type).end(overlay.get(name));
      return;
    }
    if (relative === "\0" || !existsSync(file)) {
      const page = join(folder, "404.html");
      response.writeHead(404, { "content-type": types[".html"] });
      response.end(relative !== "\0" && existsSync(page) ? readFileSync(page) : "");
      return;
    }
    if (statSync(file).isDirectory()) {
      response.writeHead(301, { location: `${path}/` }).end();
      return;
    }
    const zip = extname(name) in types && /gzip/.test(request.headers["accept-encoding"] ?? "");
    response.writeHead(200, { ...type, ...(zip && { "content-encoding": "gzip" }) });
    const bytes = createReadStream(file);
    (zip ? bytes.pipe(createGzip()) : bytes).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  return { port, origin: `http://127.0.0.1:${port}`, close: () => server.close() };
};

/** The address of every page in `folder` that is no redirect, from the site's root and in a fixed order. */
export const pagesIn = (folder) => {
  const isPage = (path) => path.endsWith(".html") && !readFileSync(join(folder, path), "utf8").includes('http-equiv="refresh"');
  const paths = readdirSync(folder, { recursive: true }).map((path) => path.replaceAll("\\", "/"));
  return paths.filter(isPage).sort().map((path) => path.replace(/(^|\/)index\.html$/, "$1"));
};
