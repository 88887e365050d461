//! Resolves the links, images and citations of a body to their targets.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::mention::{Mention, Place};
use super::paths::{decoded, joined, near_path, relative_path};
use super::registry::offer_new_file;
use super::resolve::Resolver;
use super::tree::{Folder, composed};
use crate::diagnostic::{
    Code, Diagnostic, Fix, Help, did_you_mean, folded, is_printable, name_of_unseen, one_of,
    unseen, visible,
};
use crate::explainer::{Body, Citation, Entity, RawHtml, Slug, Target};
use crate::markdown::{self, CitationMark, CitedPassage, DEEPEST, Flaw, FlawKind, Link, LinkKind};

/// The schemes that a link to another place may have.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

impl Resolver<'_> {
    /// Resolves the body: a target for each link, citations for each mark.
    pub(super) fn body(&mut self) -> Body {
        let document = self.meta.body.clone();
        self.structure();
        self.slips();
        for link in &document.links {
            self.text_of(link);
        }
        let targets: Vec<_> = document.links.iter().map(|link| self.target(link)).collect();
        self.mentions.extend(targets.iter().enumerate().filter_map(|(at, target)| match target {
            Target::Page(to, _) => Some(Mention { to: to.clone(), place: Place::Link(at) }),
            _ => None,
        }));
        let citations = document.citations.iter().map(|mark| self.mark(mark)).collect();
        Body { document, targets, citations }
    }

    /// Reports structures that a body must not have: first-level headings, deep nesting, control characters, raw HTML that is not allowed.
    fn structure(&mut self) {
        let document = self.meta.body.clone();
        for heading in document.headings.iter().filter(|heading| heading.level == 1) {
            let first = self.in_body(
                &heading.range,
                Code::BodyHeadingOne,
                "this heading is of the first level",
            );
            self.report(first.help("use `##`: the page's one first-level heading is its title"));
        }
        if let Some(range) = &document.too_deep {
            let message = format!("this stands within more than {DEEPEST} others");
            let deep = self.in_body(range, Code::TooDeep, message);
            self.report(deep.help("write lists and quotations flatter, or put a backslash before what was not meant to nest"));
        }
        if let Some(range) = document.too_much_html.as_ref().filter(|_| !self.trusts_raw_html()) {
            let message = "raw HTML that is open here is repeated by browsers too often";
            let open = self.in_body(range, Code::TooDeep, message);
            self.report(open.help("close every element where it ends, and put all that is in a table into its cells; or write it in Markdown"));
        }
        for range in &document.unprintable {
            let written = self.meta.body_span(range);
            let message = format!("`{}` stands for a control character", written.text());
            let entity = Diagnostic::new(Code::ControlCharacter, written, message);
            self.report(entity.help("remove it"));
        }
        match self.scope.raw_html {
            RawHtml::Trusted => {}
            RawHtml::Sanitized => self.flaws(&document.flaws),
            RawHtml::Refused => {
                for range in &document.raw_html {
                    let code = Code::RawHtmlRefused;
                    let html = self.in_body(range, code, "raw HTML is not published");
                    self.report(html.help("write Markdown; a `<` that is meant literally is written `\\<`; `raw_html: sanitized` in `site.yaml` publishes harmless elements"));
                }
            }
        }
    }

    fn trusts_raw_html(&self) -> bool {
        self.scope.raw_html == RawHtml::Trusted
    }

    /// Reports raw HTML that is not published. Leftovers of a word processor or a web page are reported as one problem.
    fn flaws(&mut self, flaws: &[Flaw]) {
        if flaws.is_empty() {
            return;
        }
        let text = self.meta.body.text();
        let is_of_word = ["mso-", "Mso", "<o:p"].iter().any(|it| text.contains(it));
        let (pasted, others): (Vec<_>, Vec<_>) =
            flaws.iter().partition(|it| is_pasted(&it.kind, is_of_word));
        if let [first, _, ..] = pasted.as_slice() {
            let count = pasted.len() - 1;
            let (message, _) = told(&first.kind);
            let s = if count == 1 { "" } else { "s" };
            let message = format!(
                "{message}, nor is what {count} other place{s} of this text say on how it looks"
            );
            let pasted = self.in_body(&first.range, Code::RawHtml, message);
            self.report(
                pasted.help(
                    "paste text without formatting, and write in Markdown what matters of it",
                ),
            );
        }
        let alone = if pasted.len() == 1 { pasted } else { Vec::new() };
        for flaw in alone.into_iter().chain(others) {
            let (message, help) = told(&flaw.kind);
            self.report(self.in_body(&flaw.range, Code::RawHtml, message).help(help));
        }
    }

    /// Reports a link without a text, and an image without a useful alternative text.
    fn text_of(&mut self, link: &Link) {
        let is_blank = !link.text.chars().any(is_visible);
        match link.kind {
            LinkKind::Image => self.alternative(link, is_blank),
            LinkKind::Link if is_blank => {
                let before = &self.meta.body.text()[..link.range.start];
                // An image in the brackets gets a report of its own.
                let holds_image =
                    before.strip_suffix("](").is_some_and(|it| it.ends_with([')', ']']));
                if !holds_image {
                    let silent = self.in_body(
                        &self.brackets(link),
                        Code::LinkWithoutText,
                        "this link has no text",
                    );
                    self.report(silent.help("say in the square brackets where it leads"));
                }
            }
            // A wiki-link without a text shows the title.
            _ => {}
        }
    }

    /// Reports an image that has no alternative text, or only its file name or a size, and a size that is published as part of the text.
    fn alternative(&mut self, image: &Link, is_blank: bool) {
        let text = image.text.trim();
        let is_embed = self.is_embed(image);
        let is_size = |text: &str| {
            let sizes = text.split('x');
            !text.is_empty()
                && sizes.clone().count() <= 2
                && sizes
                    .into_iter()
                    .all(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()))
        };
        let name = decoded(image.destination.rsplit('/').next().unwrap_or_default());
        let message = if is_blank {
            "this image has no alternative text"
        } else if text == name || text == image.destination {
            "this image has no alternative text but its file's name"
        } else if is_embed && is_size(text) {
            "this image has no alternative text but a size, which is not set here"
        } else {
            let size = text.rsplit_once('|').filter(|(_, size)| is_embed && is_size(size.trim()));
            if let Some((_, size)) = size {
                let message =
                    format!("`|{size}` is published as part of the image's alternative text");
                let sized = self.in_body(&image.range, Code::LooksLikeMarkup, message);
                self.report(sized.help("remove it: sizes are not set here"));
            }
            return;
        };
        let silent = self.in_body(&self.brackets(image), Code::ImageWithoutAlt, message);
        self.report(if is_embed {
            let destination = &image.destination;
            silent.help(format!("say behind a bar what it shows: `![[{destination}|…]]`"))
        } else {
            silent.help("say in the square brackets what it shows")
        });
    }

    /// Returns `true` for an image written as `![[file]]`.
    fn is_embed(&self, image: &Link) -> bool {
        self.meta.body.text()[..image.range.start].ends_with("![[")
    }

    pub(super) fn in_body(
        &self,
        range: &std::ops::Range<usize>,
        code: Code,
        message: impl Into<String>,
    ) -> Diagnostic {
        let text = &self.meta.body.text()[range.clone()];
        let first_line =
            range.start..range.start + text.trim_end().find('\n').unwrap_or(text.trim_end().len());
        Diagnostic::new(code, self.meta.body_span(&first_line), message)
    }

    fn mark(&mut self, mark: &CitationMark) -> Vec<Citation> {
        let mut citations: Vec<Citation> = Vec::with_capacity(mark.passages.len());
        for passage in &mark.passages {
            let Some((source, id)) = &passage.named else {
                let bad = self.in_body(
                    &passage.range,
                    Code::BadCitation,
                    "this does not name a source and a passage",
                );
                let help = self.cite_rightly(passage);
                self.report(bad.help(help));
                continue;
            };
            let place = Place::Passage(passage.range.clone());
            let found = self.citation(source, id, place, &|resolver, code, message| {
                resolver.in_body(&passage.range, code, message)
            });
            citations.extend(found.filter(|citation| !citations.contains(citation)));
        }
        citations
    }

    /// Returns the help for a citation that does not name a source and a passage.
    fn cite_rightly(&self, passage: &CitedPassage) -> Help {
        let text = self.meta.body.text();
        let written = &text[passage.range.clone()];
        if !written.starts_with('@') && text[passage.range.end..].starts_with("][") {
            return "write a space between the two pairs of brackets".into();
        }
        let right = written.replace(['#', ',', ':'], " ");
        let words: Vec<_> = right.split_whitespace().collect();
        if let [source, passage] = words.as_slice()
            && source.len() > 1
            && written.starts_with('@')
            && !passage.contains('@')
        {
            let right = format!("{source} {passage}");
            return Help::from(format!("write `[{right}]`")).fix(Fix::Replace(right));
        }
        "write `[@source passage]`, as in `[@ap-2025-04-17 p5]`; separate several by `;`".into()
    }

    pub(super) fn target(&mut self, link: &Link) -> Target {
        let destination = link.destination.as_str();
        match link.kind {
            _ if self.gave_up => Target::Unpublished,
            LinkKind::Email => Target::External(format!("mailto:{destination}")),
            LinkKind::Wiki => self.wiki(link),
            LinkKind::Image => self.image(link),
            LinkKind::Link => match scheme(destination) {
                Some(scheme) if SCHEMES.contains(&scheme.as_str()) => {
                    if !names_a_host(&scheme, destination) {
                        let message = format!("`{destination}` names no host");
                        let bad = self.in_body(&link.range, Code::BrokenLink, message);
                        let help = format!("write it in full: `{scheme}://example.org/`");
                        self.report(bad.help(help));
                        return Target::Unpublished;
                    }
                    if !destination.chars().all(is_printable) {
                        let message = "this address holds a control character";
                        let bad = self.in_body(&link.range, Code::ControlCharacter, message);
                        self.report(bad.help("remove it"));
                        return Target::Unpublished;
                    }
                    if let Some(c) = unseen(destination).filter(|c| !belongs_in_address(*c)) {
                        self.unseen_in_address(link, c);
                        return Target::Unpublished;
                    }
                    if destination.contains(char::is_whitespace) {
                        let message = "this address holds a space";
                        let bad = self.in_body(&link.range, Code::BrokenLink, message);
                        let help = web_address(destination);
                        self.report(bad.help(self.only_within(link, help)));
                        return Target::Unpublished;
                    }
                    Target::External(destination.to_owned())
                }
                Some(scheme) => {
                    let refused = self.in_body(
                        &link.range,
                        Code::BrokenLink,
                        format!("links of the kind `{scheme}:` are not published"),
                    );
                    self.report(refused.help(format!(
                        "use one of {}",
                        SCHEMES.map(|it| format!("`{it}:`")).join(", ")
                    )));
                    Target::Unpublished
                }
                None if destination.starts_with("//") => {
                    let refused = self.in_body(
                        &link.range,
                        Code::BrokenLink,
                        "this address does not say how it is reached",
                    );
                    self.report(refused.help(format!("write `https:{destination}`")));
                    Target::Unpublished
                }
                None if destination.starts_with('/') => self.address(link),
                None => self.relative(link),
            },
        }
    }

    /// Reports a character in an address that nobody sees there.
    fn unseen_in_address(&mut self, link: &Link, c: char) {
        let message =
            format!("this address holds a character that nobody sees, {}", name_of_unseen(c));
        let bad = self.in_body(&link.range, Code::BrokenLink, message);
        let is_seen =
            |c: &char| unseen(c.encode_utf8(&mut [0; 4])).is_none() || belongs_in_address(*c);
        let right: String = link.destination.chars().filter(is_seen).collect();
        let help = Help::from("remove it").fix(Fix::Replace(right));
        self.report(bad.help(self.only_within(link, help)));
    }

    /// Resolves an address of this site. An address of a draft, or of a file that could not be read, is unpublished. Any other is returned
    /// as it is, and checked once all routes are known.
    fn address(&mut self, link: &Link) -> Target {
        let path = link.destination.split(['#', '?']).next().unwrap_or_default();
        let Some((folder, slug)) = self.scope.registry.left_out_at(path).cloned() else {
            return Target::Site(link.destination.clone());
        };
        if self.scope.registry.get(folder, slug.as_str()).is_some_and(|(_, known)| known.draft) {
            let place = self.in_body(&link.range, Code::DraftLinked, "");
            self.draft(folder.noun().0, slug.as_str(), place);
        }
        Target::Unpublished
    }

    fn relative(&mut self, link: &Link) -> Target {
        let (path, anchor) = match link.destination.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (link.destination.as_str(), None),
        };
        if path.is_empty() {
            let own = self.meta.name.clone();
            return match anchor {
                Some(anchor) if !anchor.is_empty() => {
                    Target::Anchor(self.anchor(link, own.as_ref(), anchor))
                }
                _ => {
                    let empty =
                        self.in_body(&link.range, Code::BrokenLink, "this link leads nowhere");
                    self.report(empty.help("write a path between the parentheses"));
                    Target::Unpublished
                }
            };
        }
        let Some(full) = joined(&self.meta.path, &decoded(path)) else {
            let outside = self.in_body(
                &link.range,
                Code::BrokenLink,
                format!("`{}` leads out of `content/`", link.destination),
            );
            self.report(outside.help("link to the address at which it can be read on the web"));
            return Target::Unpublished;
        };
        match self.scope.registry.path(&full).map(Option::<&_>::cloned) {
            Some(name) => self.page(link, name, anchor),
            None => self.file(link, &full).unwrap_or_else(|| self.broken(link, &full)),
        }
    }

    /// Returns the target for the file at a path under `content/` that is not a page, in any Unicode form of its accents. `None` if there
    /// is no such file. A kind that is not published is reported, and the target is [`Target::Unpublished`].
    fn file(&mut self, link: &Link, path: &str) -> Option<Target> {
        let (path, _) = self.scope.others.get_key_value(&*composed(path))?;
        let Some((message, help)) = self.scope.files.refusal(path) else {
            return Some(Target::Asset(path.as_str().into()));
        };
        let refused = self.in_body(&link.range, Code::FileKind, message);
        self.report(refused.help(help));
        Some(Target::Unpublished)
    }

    fn page(&mut self, link: &Link, name: Option<(Folder, Slug)>, anchor: Option<&str>) -> Target {
        let anchor = anchor.filter(|anchor| !anchor.is_empty());
        let anchor = anchor.map(|anchor| self.anchor(link, name.as_ref(), anchor));
        let Some((folder, slug)) = name else { return Target::Page(Entity::Home, anchor) };
        let draft =
            self.scope.registry.get(folder, slug.as_str()).is_some_and(|(_, known)| known.draft);
        if !draft {
            return Target::Page(folder.entity(slug), anchor);
        }
        let place = self.in_body(&link.range, Code::DraftLinked, "");
        self.draft(folder.noun().0, slug.as_str(), place);
        Target::Unpublished
    }

    /// Returns the anchor on a page that `anchor`, as written in `link`, refers to. An unknown anchor is reported and returned as it is. A
    /// wiki-link may give the heading's text instead.
    fn anchor(&mut self, link: &Link, name: Option<&(Folder, Slug)>, anchor: &str) -> String {
        let decoded = decoded(anchor);
        let anchor = if is_nfc(&decoded) { decoded } else { decoded.nfc().collect() };
        let Some(anchors) = self.scope.registry.anchors(name) else { return anchor };
        if anchors.contains(&anchor) {
            return anchor;
        }
        let of_heading = markdown::anchor(&anchor);
        if link.kind == LinkKind::Wiki && anchors.contains(&of_heading) {
            return of_heading;
        }
        let known: Vec<_> = anchors.iter().map(|anchor| format!("#{anchor}")).collect();
        let known: Vec<_> = known.iter().map(String::as_str).collect();
        let page = if name == self.meta.name.as_ref() { "this page" } else { "that page" };
        let help = if known.is_empty() {
            format!("{page} has no headings to link to").into()
        } else {
            one_of(&format!("#{anchor}"), &known).map_fix(|fix| match fix {
                Fix::Replace(near) => Some(Fix::Replace(near.trim_start_matches('#').to_owned())),
                other => Some(other),
            })
        };
        let message = format!("{page} has no heading `#{}`", visible(&anchor));
        let mut broken = self.in_body(&link.range, Code::BrokenAnchor, message);
        broken.span = broken.span.last(link.destination.rsplit('#').next().unwrap_or_default());
        self.report(broken.help(help));
        anchor
    }

    fn broken(&mut self, link: &Link, full: &str) -> Target {
        let paths = self.scope.registry.paths();
        let paths: Vec<_> = paths.chain(self.scope.others.keys().map(String::as_str)).collect();
        let written = link.destination.as_str();
        let help = match near_path(full, &paths) {
            _ if names_a_domain(written) => self.only_within(link, web_address(written)),
            _ if written.contains('@') && !written.contains('/') => {
                let right = format!("mailto:{written}");
                let help = Help::from(format!("write `{right}`")).fix(Fix::Replace(right));
                self.only_within(link, help)
            }
            Some(near) => {
                let anchor = link.destination.find('#').map_or("", |at| &link.destination[at..]);
                let near = relative_path(&self.meta.path, near);
                self.meant_by(link, &near, format!("{near}{anchor}"))
            }
            None => correct_path(&link.destination),
        };
        let broken = self.in_body(
            &link.range,
            Code::BrokenLink,
            format!("`{}` leads to no file", visible(&link.destination)),
        );
        self.report(broken.help(help));
        Target::Unpublished
    }

    fn image(&mut self, link: &Link) -> Target {
        if scheme(&link.destination).is_some() || link.destination.starts_with('/') {
            let foreign = self.in_body(
                &link.range,
                Code::MissingImage,
                "this image does not lie under `content/`",
            );
            self.report(foreign.help("put the file beside the text and link it relatively: readers then ask no one else for it"));
            return Target::Unpublished;
        }
        let full = joined(&self.meta.path, &decoded(&link.destination));
        let file = full.as_deref().and_then(|full| self.file(link, full));
        file.unwrap_or_else(|| self.missing_image(link, full.as_deref()))
    }

    fn missing_image(&mut self, link: &Link, full: Option<&str>) -> Target {
        let help = match self.near_file(link) {
            Some(near) => self.meant_by(link, &near, near.clone()),
            None if self.is_embed(link)
                && !self.scope.registry.wiki(&link.destination).is_empty() =>
            {
                let name = &link.destination;
                format!("link to it: `[[{name}]]`; a text is not shown within another").into()
            }
            None => correct_path(&link.destination),
        };
        let message = if full.is_some_and(|full| self.scope.registry.path(full).is_some()) {
            format!("`{}` is a page and no image", link.destination)
        } else {
            format!("there is no file `{}`", visible(&link.destination))
        };
        let missing = self.in_body(&link.range, Code::MissingImage, message);
        self.report(missing.help(help));
        Target::Unpublished
    }

    /// Returns the file that an image was probably meant to show, as a path from this file: a file with that path from `content/`, with a
    /// similar path, or with the same name in another folder.
    fn near_file(&self, image: &Link) -> Option<String> {
        let wrong = decoded(&image.destination);
        let others = &self.scope.others;
        let from_here = |path: &str| relative_path(&self.meta.path, path);
        if others.contains_key(wrong.as_str()) {
            return Some(from_here(&wrong));
        }
        let files: Vec<_> = others.keys().map(|path| from_here(path)).collect();
        let near = did_you_mean(&wrong, files.iter().map(String::as_str)).map(str::to_owned);
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        near.or_else(|| files.iter().find(|it| name(it) == name(&wrong)).cloned())
    }

    /// Returns the help for a link with a wrong destination: it suggests `near`, and its fix writes `destination`.
    fn meant_by(&self, link: &Link, near: &str, destination: String) -> Help {
        let words = likely(&link.destination, near, near);
        self.only_within(link, Help::from(words).fix(Fix::Replace(destination)))
    }

    /// Removes the fix from `help` if the link's range does not cover its destination alone.
    fn only_within(&self, link: &Link, help: Help) -> Help {
        let written = &self.meta.body.text()[link.range.clone()];
        let is_whole_link = written.starts_with(['[', '<']) || written.starts_with("![");
        let apart = link.definition.is_some() || is_whole_link;
        help.map_fix(|fix| (!apart).then_some(fix))
    }

    /// Returns the range of the brackets before the destination of a link or an image, or the destination's range if the two are apart.
    fn brackets(&self, link: &Link) -> std::ops::Range<usize> {
        let before = &self.meta.body.text()[..link.range.start];
        let opening = if link.kind == LinkKind::Image { "![" } else { "[" };
        match before.rfind(opening).filter(|_| before.ends_with("](")) {
            Some(start) => start..before.len() - 1,
            None => link.range.clone(),
        }
    }

    /// Returns the right name for a wiki-link that names a file: `participants/ann` for `participants/ann.md` or a path to it. `None` if
    /// `name` is not that of a Markdown file with an entity.
    fn without_ending(&self, name: &str) -> Option<String> {
        let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".MD"))?;
        let registry = &self.scope.registry;
        let path = stem.trim_start_matches(['.', '/']);
        if let Some((folder, slug)) = path.rsplit_once('/') {
            let folder_name = folder.rsplit('/').next().unwrap_or_default();
            let (slug, _) = registry.get(Folder::of(folder_name)?, slug)?;
            return Some(format!("{folder_name}/{slug}"));
        }
        match registry.wiki(path).as_slice() {
            [] => None,
            [_] => Some(path.to_owned()),
            [(folder, slug), ..] => {
                let own = self.meta.name.as_ref().map(|(own, _)| *own);
                let several = registry.wiki(path);
                let here = several.iter().find(|(folder, _)| Some(*folder) == own);
                let (folder, slug) = here.map_or((*folder, *slug), |it| *it);
                Some(format!("{}/{slug}", folder.name()))
            }
        }
    }

    fn wiki(&mut self, link: &Link) -> Target {
        let (name, anchor) = match link.destination.split_once('#') {
            Some((name, anchor)) => (name.trim(), Some(anchor.trim())),
            None => (link.destination.trim(), None),
        };
        if let (true, Some(anchor)) = (name.is_empty(), anchor.filter(|it| !it.is_empty())) {
            let own = self.meta.name.clone();
            return Target::Anchor(self.anchor(link, own.as_ref(), anchor));
        }
        if let Some(without) = self.without_ending(name) {
            let message = format!("a wiki-link names no file, and `{name}` is one");
            let broken = self.in_body(&link.range, Code::BrokenWikiLink, message);
            let destination = link.destination.replacen(name, &without, 1);
            let help = Help::from(format!("write `[[{without}]]`"));
            self.report(broken.help(help.fix(Fix::Replace(destination))));
            return Target::Unpublished;
        }
        let qualified =
            name.split_once('/').and_then(|(folder, slug)| Some((Folder::of(folder)?, slug)));
        let registry = &self.scope.registry;
        if let Some((folder, slug)) = qualified {
            if let Some((slug, _)) = registry.get(folder, slug) {
                return self.page(link, Some((folder, slug.clone())), anchor);
            }
            let (noun, code) = folder.noun();
            let code = if folder == Folder::Glossary { code } else { Code::BrokenWikiLink };
            let help = match did_you_mean(slug, registry.slugs(folder)) {
                Some(near) => wiki_meant(link, name, &format!("{}/{near}", folder.name())),
                None => offer_new_file(folder, slug),
            };
            let broken =
                self.in_body(&link.range, code, format!("there is no {noun} `{}`", visible(slug)));
            self.report(broken.help(help));
            return Target::Unpublished;
        }
        match registry.wiki(name).as_slice() {
            [(folder, slug)] => self.page(link, Some((*folder, (*slug).clone())), anchor),
            [] => {
                let broken = self.in_body(
                    &link.range,
                    Code::BrokenWikiLink,
                    format!("nothing here is called `{}`", visible(name)),
                );
                let help = match did_you_mean(name, registry.all_slugs()) {
                    Some(near) => wiki_meant(link, name, near),
                    None => {
                        "write the slug, the title or the name of something that has a file".into()
                    }
                };
                self.report(broken.help(help));
                Target::Unpublished
            }
            several => {
                let ways: Vec<_> = several
                    .iter()
                    .map(|(folder, slug)| format!("`[[{}/{slug}]]`", folder.name()))
                    .collect();
                let ambiguous = self.in_body(
                    &link.range,
                    Code::AmbiguousWikiLink,
                    format!("`{name}` names more than one thing"),
                );
                self.report(ambiguous.help(format!("say which: {}", ways.join(" or "))));
                Target::Unpublished
            }
        }
    }
}

/// Returns `true` if readers can see the character.
fn is_visible(c: char) -> bool {
    let is_blank = c.is_whitespace() || c.is_control();
    !is_blank
        && !matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{2800}' | '\u{3164}'
        )
}

/// Returns `true` if something in raw HTML describes the look of a text, as pasted HTML does. More counts as such if `is_of_word` says that
/// a word processor wrote it.
fn is_pasted(flaw: &FlawKind, is_of_word: bool) -> bool {
    const LOOKS: [&str; 16] = [
        "class",
        "style",
        "id",
        "align",
        "valign",
        "width",
        "height",
        "bgcolor",
        "border",
        "cellpadding",
        "cellspacing",
        "color",
        "face",
        "size",
        "nowrap",
        "role",
    ];
    match flaw {
        FlawKind::Attribute(name) => {
            is_of_word
                || LOOKS.contains(&&**name)
                || name.contains(':')
                || name.starts_with("data-")
        }
        FlawKind::Element(name) => {
            matches!(name.as_str(), "font" | "center" | "big" | "tt")
                || name.contains(':')
                || is_of_word
                    && matches!(
                        name.as_str(),
                        "style" | "meta" | "link" | "xml" | "head" | "body" | "html"
                    )
        }
        FlawKind::Declaration => is_of_word,
        _ => false,
    }
}

/// Returns the message and the help for a flaw in raw HTML.
fn told(flaw: &FlawKind) -> (String, String) {
    let trusted = "`raw_html: trusted` in `site.yaml` publishes raw HTML as it is written";
    match flaw {
        FlawKind::Element(name) => {
            let instead = match name.as_str() {
                "img" => "write `![what it shows](file)`",
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "begin a line with `##`",
                _ => "remove it, or write it in Markdown",
            };
            (format!("the element `{name}` is not published"), format!("{instead}; {trusted}"))
        }
        FlawKind::Attribute(name) => {
            let message = format!("the attribute `{name}` is not published here");
            let looks = is_pasted(flaw, false);
            (message, if looks { "remove it".to_owned() } else { format!("remove it; {trusted}") })
        }
        FlawKind::Value(name) => {
            let help = match name.as_str() {
                "href" => {
                    "begin it with `https://`, `http://`, `mailto:` or `tel:`; within the site write `[text](path)`"
                }
                "cite" => "begin it with `https://`",
                "dir" => "write `ltr`, `rtl` or `auto`",
                "lang" => "write a language tag such as `de`",
                "scope" => "write `col`, `row`, `colgroup` or `rowgroup`",
                _ => "write a number",
            };
            (format!("`{name}` is not published with this value"), help.to_owned())
        }
        FlawKind::Declaration => {
            ("only elements are published".to_owned(), format!("remove it; {trusted}"))
        }
        FlawKind::Incomplete => (
            "this begins like HTML and does not end".to_owned(),
            "complete it; a `<` that is meant literally is written `\\<`".to_owned(),
        ),
        FlawKind::Unclosed(name) => {
            (format!("`<{name}>` is never closed"), format!("write `</{name}>` where it ends"))
        }
        FlawKind::Unopened(name) => {
            let help = format!("remove it, or write `<{name}>` where it begins");
            (format!("`</{name}>` closes nothing"), help)
        }
    }
}

/// Returns the help for a wiki-link to `name` that was probably meant for `near`.
fn wiki_meant(link: &Link, name: &str, near: &str) -> Help {
    let destination = link.destination.replacen(name, near, 1);
    let words = likely(name, near, &format!("[[{near}]]"));
    Help::from(words).fix(Fix::Replace(destination))
}

/// Returns the words with which `near` is offered in place of `wrong`, to be written as `whole`: where characters that nobody sees are all
/// that is in the way, they name the first.
fn likely(wrong: &str, near: &str, whole: &str) -> String {
    let wrong = decoded(wrong);
    let c = unseen(&wrong).filter(|_| folded(&wrong).contains(&*folded(near)));
    c.map_or_else(
        || format!("did you mean `{whole}`?"),
        |c| {
            format!(
                "write `{whole}`: a character that nobody sees stands in it, {}",
                name_of_unseen(c)
            )
        },
    )
}

/// Returns the help for a path that is like none.
fn correct_path(written: &str) -> Help {
    match unseen(&decoded(written)) {
        Some(c) => format!("remove a character that nobody sees, {}", name_of_unseen(c)).into(),
        None => "correct the path; it is relative to this file".into(),
    }
}

/// Returns whether a character that nobody sees has a meaning in addresses: words of Persian and of languages of India hold these two.
fn belongs_in_address(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Returns the help for an address that is not a valid web address.
fn web_address(written: &str) -> Help {
    let trimmed = written.trim();
    let full = match trimmed.split_once("://") {
        Some(("http" | "https", _)) => trimmed.to_owned(),
        None if names_a_domain(trimmed) => format!("https://{trimmed}"),
        _ => return "write it in full, beginning with `https://`".into(),
    };
    if !full.chars().all(is_printable) {
        return "write it in full, without control characters".into();
    }
    let full = full.split_whitespace().collect::<Vec<_>>().join("%20");
    if full == written || full.ends_with("://") {
        return "write it in full, beginning with `https://`".into();
    }
    Help::from(format!("write `{full}`")).fix(Fix::Replace(full))
}

/// Returns `true` if an address begins with a host name (`www.example.org`) instead of a scheme.
fn names_a_domain(address: &str) -> bool {
    let (host, path) = match address.find(['/', '?', '#']) {
        Some(at) => (&address[..at], &address[at..]),
        None => (address, ""),
    };
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let top = host.rsplit('.').next().unwrap_or_default();
    let is_top = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    // Without a path, `example.org` may also be the name of a file.
    let is_host = host.starts_with("www.") || path.starts_with('/');
    host.contains('.') && host.split('.').all(is_label) && is_top && is_host
}

/// Returns `true` if the address has a host after its scheme, or if its scheme does not need one.
fn names_a_host(scheme: &str, address: &str) -> bool {
    let rest = &address[scheme.len() + 1..];
    let host = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    !matches!(scheme, "http" | "https") || rest.strip_prefix("//").is_some_and(host)
}

/// Returns the scheme of an address in lower case (RFC 3986, section 3.1). `None` if it has none.
fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let good = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    good.then(|| scheme.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_told_from_paths() {
        assert_eq!(scheme("HTTPS://x").as_deref(), Some("https"));
        assert_eq!(scheme("JavaScript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("../a.md"), None);
    }
}
