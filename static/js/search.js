// The search: a form, and results in groups. It stands on the search page, and in a dialog that any page opens. Words, groups and markup
// come from the search page; Pagefind, which knows where the words stand, is loaded with the first of them that is looked for.

const SHOWN = 5;
const WITHIN = 3;
const PAUSE = 120;

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// An excerpt is text in which only `<`, `>` and the marks are written as HTML.
const excerpt = (html) =>
  html.split(/<mark>(.*?)<\/mark>/).map((part, at) => {
    const text = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return at % 2 ? element("mark", {}, text) : text;
  });

class Search {
  #root;
  #form;
  #status;
  #results;
  #engine = null;
  #turn = 0;
  #timer = 0;
  #onChange;

  /** Brings `root`, a copy of the element on the search page, to life. `onChange` is told what is looked for. */
  constructor(root, onChange) {
    this.#root = root;
    this.#form = root.querySelector("form");
    this.#status = root.querySelector("[role=status]");
    this.#results = root.querySelector(".search-results");
    this.#onChange = onChange;
    this.#form.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.find(), PAUSE);
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.find();
    });
    root.addEventListener("keydown", (event) => this.#move(event));
  }

  get form() {
    return this.#form;
  }

  focus() {
    this.#form.elements.q.focus();
    this.#form.elements.q.select();
  }

  /** Looks for what the form says. A later call overtakes an earlier one. */
  async find() {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const query = this.#form.elements.q.value.trim();
    this.#onChange?.(query);
    if (query === "") {
      this.#show([], "");
      return;
    }
    let groups;
    try {
      groups = await this.#look(query);
    } catch {
      // A site that was published anew in the meantime has another index: read it once more.
      try {
        await this.#engine?.destroy();
        groups = await this.#look(query);
      } catch {
        if (turn === this.#turn) this.#show([], this.#root.dataset.failed);
        return;
      }
    }
    if (turn !== this.#turn) return;
    const count = groups.reduce((sum, group) => sum + group.count, 0);
    const { count: counted, none } = this.#root.dataset;
    this.#show(groups, count ? filled(counted, { count }) : filled(none, { query }));
  }

  async #look(query) {
    this.#engine ??= await import(this.#root.dataset.engine);
    const { kind, party } = this.#form.elements;
    const kinds = [...kind.options].filter((it) => it.value && (!kind.value || it.value === kind.value));
    const search = async (option) => {
      const filters = { kind: option.value, ...(party?.value ? { party: party.value } : {}) };
      const { results } = await this.#engine.search(query, { filters });
      return results.length ? this.#group(option, results) : null;
    };
    const groups = (await Promise.all(kinds.map(search))).filter(Boolean);
    return groups.sort((a, b) => b.score - a.score);
  }

  async #group(option, results) {
    const { score } = results[0];
    const title = option.text;
    if (option.value !== "term") {
      const first = await Promise.all(results.slice(0, SHOWN).map((it) => it.data()));
      const rest = () => Promise.all(results.slice(SHOWN).map((it) => it.data()));
      return { title, score, count: results.length, entries: first.map(entryOf), rest: async () => (await rest()).map(entryOf) };
    }
    // Terms share a page: each that was found there is a result of its own.
    const pages = await Promise.all(results.map((it) => it.data()));
    const terms = pages.flatMap((page) => page.sub_results.filter((it) => it.anchor).map((it) => ({ ...it, stances: [], within: [] })));
    const entries = terms.length ? terms : pages.map(entryOf);
    return { title, score, count: entries.length, entries: entries.slice(0, SHOWN), rest: async () => entries.slice(SHOWN) };
  }

  #show(groups, status) {
    this.#status.textContent = status;
    this.#results.replaceChildren(...groups.map((group) => this.#section(group)));
  }

  #section({ title, count, entries, rest }) {
    const list = element("ol", { className: "search-list" }, ...entries.map((it) => this.#entry(it)));
    const section = element("section", {}, element("h2", {}, `${title} `, element("span", { className: "kind" }, String(count))), list);
    if (count > entries.length) {
      const more = element("button", { type: "button" }, filled(this.#root.dataset.more, { count }));
      more.addEventListener("click", async () => {
        const items = (await rest()).map((it) => this.#entry(it));
        more.remove();
        list.append(...items);
        items[0]?.querySelector("a").focus();
      });
      section.append(more);
    }
    return section;
  }

  #entry({ url, title, excerpt: html, stances, within }) {
    const item = element("li", {}, element("a", { href: url }, title));
    const chips = stances.flatMap(({ id, times }) => {
      const chip = this.#root.querySelector(`template[data-search-stance="${CSS.escape(id)}"]`)?.content.cloneNode(true);
      if (chip && times > 1) chip.firstElementChild.append(element("b", {}, String(times)));
      return chip ? [chip] : [];
    });
    if (chips.length) item.append(element("ul", { className: "legend" }, ...chips));
    item.append(element("p", {}, ...excerpt(html)));
    if (within.length) {
      const links = within.map((it) => element("li", {}, element("a", { href: it.url }, it.title)));
      item.append(element("ul", { className: "search-within" }, ...links));
    }
    return item;
  }

  /** The arrow keys go from the field through the results and back; Tab does so as everywhere. */
  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const field = this.#form.elements.q;
    const stops = [field, ...this.#results.querySelectorAll("a, button")];
    const at = stops.indexOf(event.target);
    if (!step || at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stops[at + step]?.focus();
  }
}

const entryOf = ({ url, meta, excerpt: html, sub_results: parts }) => ({
  url,
  title: meta.title,
  excerpt: html,
  stances: (meta.stances ?? "").split(" ").filter(Boolean).map((it) => {
    const [id, times] = it.split("=");
    return { id, times: Number(times) };
  }),
  within: parts.filter((it) => it.anchor).slice(0, WITHIN),
});

const own = document.querySelector("main [data-search]");
const page = own && new Search(own, (query) => {
  const { kind, party } = page.form.elements;
  const state = new URLSearchParams(Object.entries({ q: query, kind: kind.value, party: party?.value }).filter(([, value]) => value));
  history.replaceState(null, "", state.size ? `?${state}` : location.pathname);
});
if (page) {
  document.documentElement.dataset.search = "";
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = page.form.elements[name];
    if (field) field.value = value;
  }
  page.focus();
  page.find();
}

let dialog = null;

/** Shows the search: the dialog, which is made from the search page at `address`, or on that page itself the field. */
export const open = async (address) => {
  if (page) return page.focus();
  dialog ??= make(address);
  const { box, search } = await dialog.catch((error) => {
    dialog = null;
    throw error;
  });
  if (!box.open) box.showModal();
  search.focus();
};

const make = async (address) => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} for ${address}`);
  const found = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main [data-search]");
  const root = document.importNode(found, true);
  const box = root.querySelector("template[data-search-dialog]").content.querySelector("dialog").cloneNode(true);
  box.append(root);
  // Beside the body, so that nothing that is done to the page touches it.
  document.documentElement.append(box);
  const link = box.querySelector("a");
  const search = new Search(root, (query) => {
    link.href = query ? `${address}?q=${encodeURIComponent(query)}` : address;
  });
  box.querySelector("[data-search-close]").addEventListener("click", () => box.close());
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    box.close();
  });
  box.addEventListener("click", (event) => {
    const leaves = event.target === box || event.target.closest("a");
    if (leaves && !event.ctrlKey && !event.metaKey) box.close();
  });
  return { box, search };
};
