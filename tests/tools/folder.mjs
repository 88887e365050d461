// A published folder behind HTTP, as a static host would serve it.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript", ".json": "application/json", ".xml": "application/xml" };

/** Serves `folder` under the path `base`; texts in `overlay` take the place of files, by their paths in the folder. */
export const serveFolder = async (folder, base, overlay = new Map()) => {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const relative = path.startsWith(base) ? path.slice(base.length) : "\0";
    const name = relative.endsWith("/") || relative === "" ? `${relative}index.html` : relative;
    const file = join(folder, name);
    const type = { "content-type": types[extname(name)] ?? "application/octet-stream" };
    if (overlay.has(name)) response.writeHead(200, type).end(overlay.get(name));
    else if (relative === "\0" || !existsSync(file) || statSync(file).isDirectory()) response.writeHead(404).end();
    else createReadStream(file).pipe(response.writeHead(200, type));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { port: server.address().port, server };
};
