// A card beside a citation mark or a term: the note or the definition, without leaving the place. It opens by hover, Enter and tap,
// stays while the pointer is in it, and closes by Escape. Without it, marks and terms are links.
const template = document.getElementById("page.card");
const openers = ".cite a, a.term";
const pause = 250;

/** The open card: its opener, its element, and whether it was asked for by more than hovering. */
let open = null;
let wanted = null;
let timer = 0;

/** Copies, without the ids, which would stand on the page twice. */
const copies = (nodes, without) => {
  const fragment = document.createDocumentFragment();
  fragment.append(...[...nodes].map((node) => node.cloneNode(true)));
  for (const node of fragment.querySelectorAll(without)) node.remove();
  for (const node of fragment.querySelectorAll("[id]")) node.removeAttribute("id");
  return fragment;
};

const basisOf = (mark) => {
  let part = mark.closest(".position-summary");
  while (part && !part.matches(".basis")) part = part.nextElementSibling;
  return part?.querySelector(".basis-kind");
};

const fillFromNote = (card, mark) => {
  const note = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
  const text = card.querySelector(".card-text");
  text.append(copies(note.childNodes, ".back"));
  const basis = basisOf(mark);
  if (basis) text.append(" ", copies([basis], ".back"));
  card.querySelector(".card-source").href = note.querySelector("a").href.split("#")[0];
  card.querySelector(".card-term").remove();
  card.ariaLabel = card.ariaLabel.replace("{number}", mark.textContent);
};

let fetched = null;
const load = async (address) => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  return new DOMParser().parseFromString(await response.text(), "text/html");
};
const glossary = (term) => {
  if (term.pathname === location.pathname) return document;
  fetched ??= load(term.pathname).catch((error) => {
    fetched = null;
    throw error;
  });
  return fetched;
};

const fillFromGlossary = async (card, term) => {
  const page = await glossary(term);
  const [slug] = decodeURIComponent(term.hash.slice(1)).split("..");
  const entry = page.getElementById(slug);
  const text = card.querySelector(".card-text");
  text.append(copies(entry.querySelector(".prose").childNodes, ".cite, .footnotes, .footnote-mark"));
  for (const link of text.querySelectorAll('a[href^="#"]')) link.href = term.pathname + link.hash;
  card.ariaLabel = entry.querySelector("h2").textContent;
  const title = document.createElement("p");
  title.className = "card-title";
  title.textContent = card.ariaLabel;
  text.prepend(title);
  card.querySelector(".card-term").href = term.href;
  card.querySelector(".card-source").remove();
};

/** Below the opener, or above it where there is no room; on whole pixels. It scrolls with the page. */
const place = (card, opener) => {
  const at = opener.getBoundingClientRect();
  const most = document.documentElement.clientWidth - card.offsetWidth - 8;
  const below = at.bottom + 6;
  const above = at.top - card.offsetHeight - 6;
  const fitsBelow = below + card.offsetHeight <= innerHeight || above < 0;
  card.style.left = `${Math.round(scrollX + Math.max(8, Math.min(at.left, most)))}px`;
  card.style.top = `${Math.round(scrollY + (fitsBelow ? below : above))}px`;
};

const close = (returnFocus = false) => {
  clearTimeout(timer);
  wanted = null;
  if (!open) return;
  const { opener, card, title } = open;
  open = null;
  if (returnFocus) opener.focus({ preventScroll: true });
  card.remove();
  if (title) opener.title = title;
};

/** Nothing when another was wanted in the meantime. */
const show = async (opener) => {
  if (open?.opener === opener) return open;
  close();
  wanted = opener;
  const card = template.content.firstElementChild.cloneNode(true);
  await (opener.matches(".term") ? fillFromGlossary(card, opener) : fillFromNote(card, opener));
  if (wanted !== opener || open) return open?.opener === opener ? open : null;
  open = { opener, card, title: opener.title, stays: false };
  // Else the browser's own hint would lie over it.
  opener.removeAttribute("title");
  // Right behind the opener, so that Tab leads into it.
  (opener.closest("sup") ?? opener).after(card);
  card.showPopover();
  place(card, opener);
  return open;
};

const onPointerOver = (event) => {
  if (event.pointerType !== "mouse") return;
  clearTimeout(timer);
  if (open?.card.contains(event.target)) return;
  const opener = event.target.closest(openers);
  if (opener) timer = setTimeout(() => show(opener).catch(() => {}), pause);
  else if (open && !open.stays) timer = setTimeout(close, pause);
};

const onClick = async (event) => {
  const opener = event.target.closest(openers);
  if (!opener || open?.card.contains(opener) || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (open?.opener === opener && open.stays) return close(true);
  clearTimeout(timer);
  try {
    const shown = await show(opener);
    if (!shown) return;
    shown.stays = true;
    shown.card.focus({ preventScroll: true });
  } catch {
    location.href = opener.href;
  }
};

const isOutside = (node) => open && !open.card.contains(node) && !open.opener.contains(node);

if (template && "popover" in HTMLElement.prototype) {
  document.addEventListener("pointerover", onPointerOver);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", (event) => event.key === "Escape" && close(open?.stays));
  document.addEventListener("focusin", (event) => isOutside(event.target) && close());
  document.addEventListener("pointerdown", (event) => isOutside(event.target) && close());
  // A table that scrolls by itself would take the opener away from its card.
  const follow = ({ target }) => target !== document && open && target.contains(open.opener) && place(open.card, open.opener);
  document.addEventListener("scroll", follow, true);
  addEventListener("resize", () => close());
  addEventListener("pagehide", () => close());
}
