//! Extracts the searchable content of a rendered page.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use lol_html::html_content::{Element, TextChunk};
use lol_html::{HtmlRewriter, Settings, doc_text, element};
use serde::Serialize;

/// The attribute of the element that holds the searchable text of a page.
pub(super) const BODY: &str = "data-search-body";
/// The attribute of an element that is not indexed.
const IGNORE: &str = "data-search-ignore";
/// The attribute with the title of an element that has an `id` and may be a result of its own.
const TITLE: &str = "data-search-title";
/// The attribute with a value that a result shows beside the text, as `NAME:VALUE`.
const META: &str = "data-search-meta";
/// The attribute with a value by which results can be narrowed, as `NAME:VALUE`.
const FILTER: &str = "data-search-filter";

/// Elements without searchable words.
const WORDLESS: [&str; 11] = [
    "footer", "form", "head", "iframe", "label", "nav", "noscript", "script", "style", "svg",
    "template",
];
/// Classes of marks between words: of citations and footnotes.
const MARKS: [&str; 2] = ["cite", "footnote-mark"];
/// Elements within a sentence; all other elements end one.
const INLINE: [&str; 30] = [
    "a", "abbr", "b", "bdi", "bdo", "button", "cite", "code", "data", "del", "dfn", "em", "i",
    "ins", "kbd", "mark", "output", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "u",
];

/// The searchable content of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Page {
    /// Values that a result shows beside the text, such as the title.
    pub(super) meta: BTreeMap<String, String>,
    /// Values by which results can be narrowed.
    pub(super) filters: BTreeMap<String, Vec<String>>,
    /// The text, in parts. Only the first part may have no `id`.
    pub(super) parts: Vec<Part>,
}

/// The part of a page that begins at an `id`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Part {
    /// The `id`; empty for the text before the first `id`.
    pub(super) id: String,
    /// The heading, or the title given by the template.
    pub(super) title: String,
    /// The text, with single spaces, and with a period at the end of blocks that lack one.
    pub(super) text: String,
}

#[derive(Default)]
struct Reader {
    page: Page,
    /// The open elements, starting with the one that holds the text. Elements in a skipped one are left out.
    open: Vec<Open>,
    /// The beginning of a text that is not complete yet, as HTML.
    pending: String,
}

struct Open {
    is_skipped: bool,
    is_block: bool,
    /// `true` if its text is the title of the last part.
    is_title: bool,
}

/// Parses a page. `None` if its template marks no text as searchable.
pub(super) fn read(html: &str) -> Option<Page> {
    if !html.contains(BODY) {
        return None;
    }
    let reader = Rc::new(RefCell::new(Reader::default()));
    let (elements, texts) = (reader.clone(), reader.clone());
    let settings = Settings::new()
        .append_element_content_handler(element!("*", move |it| {
            begin(&elements, it);
            Ok(())
        }))
        .append_document_content_handler(doc_text!(move |it| {
            texts.borrow_mut().text(it);
            Ok(())
        }))
        .with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| ());
    // If a page cannot be parsed to its end, the part before the error is indexed.
    let _ = rewriter.write(html.as_bytes()).and_then(|()| rewriter.end());
    let page = std::mem::take(&mut reader.borrow_mut().page);
    Some(page.tidied())
}

fn begin(reader: &Rc<RefCell<Reader>>, element: &mut Element) {
    let depth = {
        let mut reader = reader.borrow_mut();
        reader.facts(element);
        let Some(open) = reader.opened(element) else { return };
        reader.open.push(open);
        reader.open.len()
    };
    match element.end_tag_handlers() {
        Some(handlers) => {
            let reader = reader.clone();
            handlers.push(Box::new(move |_| {
                reader.borrow_mut().close(depth);
                Ok(())
            }));
        }
        None => reader.borrow_mut().close(depth),
    }
}

impl Reader {
    /// Stores the values that the element's attributes give.
    fn facts(&mut self, element: &Element) {
        let told = |name| {
            let told = element.get_attribute(name)?;
            let (name, value) = told.split_once(':')?;
            Some((name.trim().to_owned(), spaced(&html_escape::decode_html_entities(value))))
        };
        if let Some((name, value)) = told(META) {
            self.page.meta.insert(name, value);
        }
        if let Some((name, value)) = told(FILTER) {
            self.page.filters.entry(name).or_default().push(value);
        }
    }

    /// Returns the state to keep for an element that begins. `None` for elements outside of the text and within skipped elements.
    fn opened(&mut self, element: &Element) -> Option<Open> {
        let is_body = element.has_attribute(BODY);
        if self.open.last().map_or(!is_body, |it| it.is_skipped) {
            return None;
        }
        let name = element.tag_name();
        let is_block = !INLINE.contains(&name.as_str());
        if is_block {
            self.end_sentence();
        }
        let is_mark = || {
            let classes = element.get_attribute("class").unwrap_or_default();
            classes.split_ascii_whitespace().any(|it| MARKS.contains(&it))
        };
        let is_skipped =
            WORDLESS.contains(&name.as_str()) || element.has_attribute(IGNORE) || is_mark();
        let is_title = !is_skipped && self.begin_part(element, &name);
        Some(Open { is_skipped, is_block, is_title })
    }

    /// Begins a part at a heading or titled element with an `id`. Returns `true` if the element's text is the title.
    fn begin_part(&mut self, element: &Element, name: &str) -> bool {
        let title =
            element.get_attribute(TITLE).map(|it| spaced(&html_escape::decode_html_entities(&it)));
        let is_heading = matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
        let Some(id) = element.get_attribute("id").filter(|_| is_heading || title.is_some()) else {
            return false;
        };
        let id = html_escape::decode_html_entities(&id).into_owned();
        let has_title = title.is_some();
        self.page.parts.push(Part { id, title: title.unwrap_or_default(), text: String::new() });
        !has_title
    }

    fn text(&mut self, chunk: &TextChunk) {
        if self.open.last().is_none_or(|it| it.is_skipped) {
            return;
        }
        self.pending.push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            let pending = std::mem::take(&mut self.pending);
            let text = html_escape::decode_html_entities(&pending);
            if self.open.iter().any(|it| it.is_title) {
                append(&mut self.part().title, &text);
            }
            append(&mut self.part().text, &text);
        }
    }

    fn part(&mut self) -> &mut Part {
        let parts = &mut self.page.parts;
        if parts.is_empty() {
            parts.push(Part::default());
        }
        let last = parts.len() - 1;
        &mut parts[last]
    }

    /// Closes the element at this depth, and the elements in it that have no end tag.
    fn close(&mut self, depth: usize) {
        while self.open.len() >= depth {
            if self.open.pop().is_some_and(|it| it.is_block && !it.is_skipped) {
                self.end_sentence();
            }
        }
    }

    fn end_sentence(&mut self) {
        let Some(Part { text, .. }) = self.page.parts.last_mut() else { return };
        let end = text.trim_end();
        if end.ends_with(|c: char| {
            c.is_alphanumeric() || matches!(c, '\'' | '"' | ')' | '”' | '’' | '»')
        }) {
            text.truncate(end.len());
            text.push('.');
        }
        if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }
}

impl Page {
    /// Removes trailing spaces, and parts without text.
    fn tidied(mut self) -> Self {
        for part in &mut self.parts {
            part.title.truncate(part.title.trim_end().len());
            part.text.truncate(part.text.trim_end().len());
        }
        self.parts.retain(|it| !it.text.is_empty());
        self
    }
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Appends a text, with all white space as single spaces.
fn append(to: &mut String, text: &str) {
    for (at, piece) in text.split(char::is_whitespace).enumerate() {
        if at > 0 && !to.is_empty() && !to.ends_with(' ') {
            to.push(' ');
        }
        to.push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, read};

    fn page(main: &str) -> Page {
        read(&format!(
            "<html><body><nav>Menu</nav><main data-search-body>{main}</main>After</body></html>"
        ))
        .unwrap()
    }

    fn texts(page: &Page) -> String {
        let parts = page.parts.iter().map(|it| format!("[{}|{}] {}", it.id, it.title, it.text));
        parts.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn text_keeps_its_spelling_and_blocks_end_sentences() {
        let page = page(
            "<h1>L&#x27;&eacute;nergie</h1><p>One<b>Two</b>\n three &lt;four&gt;<p>Five<br>six!<ul><li>Łódź<li>(x)</ul>",
        );
        assert_eq!(texts(&page), "[|] L'énergie. OneTwo three <four> Five. six! Łódź. (x).");
    }

    #[test]
    fn marks_menus_and_what_is_ignored_are_left_out() {
        let page = page(
            "A<sup class=\"cite x\"><a>1</a></sup>, B <ul data-search-ignore><li>C<p>D</ul><nav>E</nav><svg><title>F</title></svg>G",
        );
        assert_eq!(texts(&page), "[|] A, B. G.");
    }

    #[test]
    fn headings_and_titled_elements_with_ids_begin_parts() {
        let page = page(
            "Intro<h2 id=\"a\">One <i>two</i></h2><p>Text</p><h3>No id</h3><article id=\"b&amp;c\" data-search-title=\"Ann &amp; Co\"><p>More</p></article>",
        );
        assert_eq!(
            texts(&page),
            "[|] Intro.\n[a|One two] One two. Text. No id.\n[b&c|Ann & Co] More."
        );
    }

    #[test]
    fn facts_are_told_in_a_template() {
        let page = page(
            "<template><i data-search-meta=\"title:A: &quot;B&quot;\"></i><i data-search-filter=\"kind:page\"></i><i data-search-filter=\"party:N\"></i><i data-search-filter=\"party:S\"></i></template>X",
        );
        assert_eq!(page.meta["title"], "A: \"B\"");
        assert_eq!(page.filters["kind"], ["page"]);
        assert_eq!(page.filters["party"], ["N", "S"]);
        assert_eq!(read("<main>Fish</main>"), None);
    }
}
