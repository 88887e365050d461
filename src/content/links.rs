//! Where a body's links, images and citations lead.

use super::references::{Mention, Place};
use super::resolve::{Resolver, begin};
use super::tree::{Folder, composed};
use crate::diagnostic::{Code, Diagnostic, Fix, Help, did_you_mean, is_printable, one_of};
use crate::explainer::{Body, Citation, Entity, RawHtml, Slug, Target};
use crate::markdown::{CitationMark, DEEPEST, FlawKind, Link, LinkKind};

/// The schemes that a link to another place may have.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

impl Resolver<'_> {
    /// Resolves the body: a target for each link, citations for each mark.
    pub(super) fn body(&mut self) -> Body {
        let document = self.meta.body.clone();
        self.structure();
        let targets: Vec<_> = document.links.iter().map(|link| self.target(link)).collect();
        self.mentions.extend(targets.iter().enumerate().filter_map(|(at, target)| match target {
            Target::Page(to, _) => Some(Mention { to: to.clone(), place: Place::Link(at) }),
            _ => None,
        }));
        let citations = document.citations.iter().map(|mark| self.mark(mark)).collect();
        Body { document, targets, citations }
    }

    /// What a body must not hold.
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
        for range in &document.unprintable {
            let written = self.meta.body_span(range);
            let message = format!("`{}` stands for a control character", written.text());
            let entity = Diagnostic::new(Code::ControlCharacter, written, message);
            self.report(entity.help("remove it"));
        }
        match self.scope.raw_html {
            RawHtml::Trusted => {}
            RawHtml::Sanitized => {
                for flaw in &document.flaws {
                    let (message, help) = told(&flaw.kind);
                    self.report(self.in_body(&flaw.range, Code::RawHtml, message).help(help));
                }
            }
            RawHtml::Refused => {
                for range in &document.raw_html {
                    let code = Code::RawHtmlRefused;
                    let html = self.in_body(range, code, "raw HTML is not published");
                    self.report(html.help("write Markdown; a `<` that is meant literally is written `\\<`; `raw_html: sanitized` in `site.yaml` publishes harmless elements"));
                }
            }
        }
    }

    fn in_body(
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
                self.report(bad.help("write `[@source passage]`, as in `[@ap-2025-04-17 p5]`; separate several by `;`"));
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

    fn target(&mut self, link: &Link) -> Target {
        let destination = link.destination.as_str();
        match link.kind {
            _ if self.hopeless => Target::Unpublished,
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

    /// An address of this site. Whether it exists is known when all routes are; what the site leaves out is known now.
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
                    self.check_anchor(link, own.as_ref(), anchor);
                    Target::Anchor(decoded(anchor))
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
            None => self.file(&full).unwrap_or_else(|| self.broken(link, &full)),
        }
    }

    /// Returns the file at a path under `content/` that is no page, in whatever form its accents are written.
    fn file(&self, path: &str) -> Option<Target> {
        let (path, _) = self.scope.others.get_key_value(&*composed(path))?;
        Some(Target::Asset(path.as_str().into()))
    }

    fn page(&mut self, link: &Link, name: Option<(Folder, Slug)>, anchor: Option<&str>) -> Target {
        let anchor = anchor.filter(|anchor| !anchor.is_empty());
        if let Some(anchor) = anchor {
            self.check_anchor(link, name.as_ref(), anchor);
        }
        let anchor = anchor.map(decoded);
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

    fn check_anchor(&mut self, link: &Link, name: Option<&(Folder, Slug)>, anchor: &str) {
        let Some(anchors) = self.scope.registry.anchors(name) else { return };
        let anchor = decoded(anchor);
        if anchors.contains(&anchor) {
            return;
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
        let message = format!("{page} has no heading `#{anchor}`");
        let mut broken = self.in_body(&link.range, Code::BrokenAnchor, message);
        broken.span = broken.span.last(link.destination.rsplit('#').next().unwrap_or_default());
        self.report(broken.help(help));
    }

    fn broken(&mut self, link: &Link, full: &str) -> Target {
        let paths = self.scope.registry.paths();
        let paths: Vec<_> = paths.chain(self.scope.others.keys().map(String::as_str)).collect();
        let help = match near_path(full, &paths) {
            Some(near) => {
                let anchor = link.destination.find('#').map_or("", |at| &link.destination[at..]);
                let near = relative_path(&self.meta.path, near);
                meant_by(link, &near, format!("{near}{anchor}"))
            }
            None => "correct the path; it is relative to this file".into(),
        };
        let broken = self.in_body(
            &link.range,
            Code::BrokenLink,
            format!("`{}` leads to no file", link.destination),
        );
        self.report(broken.help(help));
        Target::Unpublished
    }

    fn image(&mut self, link: &Link) -> Target {
        if link.text.trim().is_empty() {
            let silent = self.in_body(
                &self.brackets(link),
                Code::ImageWithoutAlt,
                "this image has no alternative text",
            );
            self.report(silent.help("say in the square brackets what it shows"));
        }
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
        let file = full.as_deref().and_then(|full| self.file(full));
        file.unwrap_or_else(|| self.missing_image(link, full.as_deref()))
    }

    fn missing_image(&mut self, link: &Link, full: Option<&str>) -> Target {
        let files = self.scope.others.keys().map(|path| relative_path(&self.meta.path, path));
        let files: Vec<_> = files.collect();
        let near = did_you_mean(&link.destination, files.iter().map(String::as_str));
        let help = near.map_or_else(
            || "correct the path; it is relative to this file".into(),
            |near| meant_by(link, near, near.to_owned()),
        );
        let message = if full.is_some_and(|full| self.scope.registry.path(full).is_some()) {
            format!("`{}` is a page and no image", link.destination)
        } else {
            format!("there is no file `{}`", link.destination)
        };
        let missing = self.in_body(&link.range, Code::MissingImage, message);
        self.report(missing.help(help));
        Target::Unpublished
    }

    /// The `![…]` before an image's destination; the destination where the two stand apart.
    fn brackets(&self, image: &Link) -> std::ops::Range<usize> {
        let before = &self.meta.body.text()[..image.range.start];
        match before.rfind("![").filter(|_| before.ends_with("](")) {
            Some(start) => start..before.len() - 1,
            None => image.range.clone(),
        }
    }

    fn wiki(&mut self, link: &Link) -> Target {
        let (name, anchor) = match link.destination.split_once('#') {
            Some((name, anchor)) => (name.trim(), Some(anchor.trim())),
            None => (link.destination.trim(), None),
        };
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
                None => begin(folder.name(), slug),
            };
            let broken = self.in_body(&link.range, code, format!("there is no {noun} `{slug}`"));
            self.report(broken.help(help));
            return Target::Unpublished;
        }
        match registry.wiki(name).as_slice() {
            [(folder, slug)] => self.page(link, Some((*folder, (*slug).clone())), anchor),
            [] => {
                let broken = self.in_body(
                    &link.range,
                    Code::BrokenWikiLink,
                    format!("nothing here is called `{name}`"),
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

/// What is wrong with raw HTML, and what to do.
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
        FlawKind::Attribute(name) => (
            format!("the attribute `{name}` is not published here"),
            format!("remove it; {trusted}"),
        ),
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

/// What to do about a link whose destination is written wrong.
fn meant_by(link: &Link, near: &str, destination: String) -> Help {
    let help = Help::from(format!("did you mean `{near}`?"));
    // Where the destination stands elsewhere, the problem is shown at the link.
    if link.definition.is_some() { help } else { help.fix(Fix::Replace(destination)) }
}

/// What to do about a wiki-link to `name`, when it is meant for `near`.
fn wiki_meant(link: &Link, name: &str, near: &str) -> Help {
    let destination = link.destination.replacen(name, near, 1);
    Help::from(format!("did you mean `[[{near}]]`?")).fix(Fix::Replace(destination))
}

/// Whether the address has a host after its scheme, where its scheme asks for one.
fn names_a_host(scheme: &str, address: &str) -> bool {
    let rest = &address[scheme.len() + 1..];
    let host = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    !matches!(scheme, "http" | "https") || rest.strip_prefix("//").is_some_and(host)
}

/// The scheme of an address in lower case, when it has one (RFC 3986, section 3.1).
fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let good = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    good.then(|| scheme.to_ascii_lowercase())
}

/// `text` with `%20` and the like decoded.
pub(super) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The path under `content/` that `link` means in the file at `from`; nothing when it leaves `content/`.
pub fn joined(from: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path that was probably meant: a name in the same folder that differs little, or else the same name in another folder.
fn near_path<'a>(wrong: &str, paths: &[&'a str]) -> Option<&'a str> {
    let split = |path: &str| {
        path.rsplit_once('/').map_or((String::new(), path.to_owned()), |(folder, name)| {
            (folder.to_owned(), name.to_owned())
        })
    };
    let (folder, name) = split(wrong);
    let here = paths.iter().map(|path| split(path)).filter(|(other, _)| *other == folder);
    let names: Vec<_> = here.map(|(_, name)| name).collect();
    let near = did_you_mean(&name, names.iter().map(String::as_str))
        .map(|near| if folder.is_empty() { near.to_owned() } else { format!("{folder}/{near}") });
    paths
        .iter()
        .find(|path| near.as_deref() == Some(path))
        .or_else(|| paths.iter().find(|path| split(path).1 == name))
        .copied()
}

/// The way from the file at `from` to the one at `to`, both under `content/`.
pub fn relative_path(from: &str, to: &str) -> String {
    let folder: Vec<&str> =
        from.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = folder.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", folder.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_are_joined_and_cannot_leave_content() {
        assert_eq!(joined("issues/a.md", "../parties/x.md").as_deref(), Some("parties/x.md"));
        assert_eq!(joined("issues/a.md", "./b.md").as_deref(), Some("issues/b.md"));
        assert_eq!(joined("index.md", "issues/b.md").as_deref(), Some("issues/b.md"));
        assert_eq!(joined("issues/a.md", "../../etc/passwd"), None);
    }

    #[test]
    fn a_path_is_meant_for_one_like_it() {
        let paths = ["index.md", "issues/quotas.md", "glossary/quota.md", "parties/north.md"];
        assert_eq!(near_path("issues/quota.md", &paths), Some("issues/quotas.md"));
        assert_eq!(near_path("isues/quotas.md", &paths), Some("issues/quotas.md"));
        assert_eq!(near_path("idnex.md", &paths), Some("index.md"));
        assert_eq!(near_path("issues/seasons.md", &paths), None);
    }

    #[test]
    fn the_way_between_two_files_joins_back() {
        for (from, to) in [
            ("issues/a.md", "parties/x.md"),
            ("index.md", "issues/b.md"),
            ("a/b/c.md", "a/d.md"),
            ("a/b.md", "a/c.md"),
        ] {
            assert_eq!(joined(from, &relative_path(from, to)).as_deref(), Some(to));
        }
    }

    #[test]
    fn schemes_are_told_from_paths() {
        assert_eq!(scheme("HTTPS://x").as_deref(), Some("https"));
        assert_eq!(scheme("JavaScript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("../a.md"), None);
    }
}
