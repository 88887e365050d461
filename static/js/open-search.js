// Opens the search from its link, with "/", Ctrl-K or Cmd-K. Everything else is loaded then. The link leads to a page of its own, and
// does so when something fails.

const link = document.querySelector("[data-search-module]");

const open = async () => {
  try {
    const search = await import(link.dataset.searchModule);
    await search.open(link.href);
  } catch {
    location.href = link.href;
  }
};

/** Whether "/" is not switched off; the dialog has the switch. */
const slashOpens = () => {
  try {
    return sessionStorage.getItem("slash") !== "off";
  } catch {
    return true;
  }
};

const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

link?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open();
});

if (link) {
  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey;
    const slash = event.key === "/" && !modified && !event.altKey && !isTyping(event.target) && slashOpens();
    const k = event.key.toLowerCase() === "k" && modified && !event.altKey && !event.shiftKey;
    if (event.defaultPrevented || (!slash && !k)) return;
    event.preventDefault();
    open();
  });
}
