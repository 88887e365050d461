// Listens for changes and brings the open page up to date without loading it anew: the document is morphed, so that scroll position,
// open details, focus and typed text survive; a changed stylesheet is swapped once the new one is there. Problems are laid over the page.
(() => {
  "use strict";

  const asParsed = document.body.innerHTML.trim();
  let shownHtml = null;
  let overlay = null;
  let dismissed = "";

  const fetchPage = async () => {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    // The site lies under another path now: `base_url` changed, or there was no site before.
    if (response.redirected) location.replace(response.url + location.hash);
    return response.text();
  };

  // What readers open, and what scripts show or hide, stays.
  const keepState = (name, node) => name !== "hidden" && !(name === "open" && node.localName === "details");

  const swapStylesheets = (next) => {
    // What a script added beside the body brings its own.
    const links = (root) => [...root.querySelectorAll(':is(head, body) link[rel="stylesheet"]')];
    const wanted = links(next).map((link) => link.getAttribute("href"));
    const present = links(document);
    let last = null;
    for (const href of wanted) {
      const known = present.find((link) => link.getAttribute("href") === href);
      const link = known ?? document.createElement("link");
      if (!known) {
        link.rel = "stylesheet";
        link.href = href;
        const stale = present.filter((link) => !wanted.includes(link.getAttribute("href")));
        link.addEventListener("load", () => stale.forEach((link) => link.remove()));
        // In the order in which the page links them: a later one may be stronger.
        if (last) last.after(link);
        else document.head.prepend(link);
      }
      last = link;
    }
  };

  const refresh = async () => {
    const html = await fetchPage();
    if (html === shownHtml) return;
    const before = shownHtml;
    shownHtml = html;
    const next = new DOMParser().parseFromString(html, "text/html");
    if (before === null && next.body.innerHTML.trim() === asParsed && next.title === document.title) {
      swapStylesheets(next);
      return;
    }
    document.title = next.title;
    document.documentElement.lang = next.documentElement.lang;
    swapStylesheets(next);
    Idiomorph.morph(document.body, next.body, {
      ignoreActiveValue: true,
      callbacks: { beforeAttributeUpdated: keepState },
    });
    showProblems(problems);
  };

  let problems = "";

  const showProblems = (text) => {
    problems = text;
    overlay?.remove();
    overlay = null;
    if (!text || text === dismissed) return;
    dismissed = "";
    overlay = document.createElement("div");
    overlay.id = ".standpoint-overlay";
    const shadow = overlay.attachShadow({ mode: "open" });
    // Pages forbid styles that stand in them; a sheet made by a script is none.
    const style = new CSSStyleSheet();
    style.replaceSync(`
      :host { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-block-size: 70vh; overflow: auto; background: #1b1c20; color: #f3efe8;
        border-block-start: 4px solid #ff8b52; box-shadow: 0 -8px 40px #0008; }
      pre { margin: 0; padding: 16px 20px 20px; font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
      button { position: sticky; inset-block-start: 8px; float: right; margin: 8px 12px; font: 600 13px system-ui; padding: 6px 12px; border: 1px solid #f3efe8;
        border-radius: 4px; background: #1b1c20; color: inherit; cursor: pointer; }`);
    shadow.adoptedStyleSheets = [style];
    const pre = document.createElement("pre");
    pre.setAttribute("role", "alert");
    pre.textContent = text;
    const close = document.createElement("button");
    close.textContent = "Close";
    close.addEventListener("click", () => {
      dismissed = text;
      showProblems("");
    });
    shadow.append(close, pre);
    document.documentElement.append(overlay);
  };

  const listen = () => {
    const events = new EventSource("/.standpoint/events");
    events.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      if (!message.problems) dismissed = "";
      showProblems(message.problems);
      refresh().catch(() => {});
    });
    // The browser reconnects by itself while the server is away; it gives up only when something else answers there.
    events.addEventListener("error", () => {
      if (events.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
    });
  };

  listen();
})();
