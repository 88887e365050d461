//! Resolves `site.yaml` to the site's settings.

use super::field::{List, text};
use super::files;
use super::front_matter::{SiteFront, StanceFront};
use super::languages::language_tag;
use super::parsed::Parsed;
use super::resolve::Resolver;
use super::tree::Folder;
use super::yaml::Step::{Index, Key};
use crate::diagnostic::Code;
use crate::explainer::{BaseUrl, Site, Slug, Stance};

/// The number of issues in the front page's matrix.
const SHOWN_ISSUES: usize = 3;

/// Checks and resolves `site.yaml`. If `base_url` is given, it replaces the address in the file. `None` if there is no usable address.
pub(super) fn resolve(
    resolver: &mut Resolver,
    settings: &Parsed<SiteFront>,
    base_url: Option<&BaseUrl>,
) -> Option<Site> {
    let front = &settings.front;
    let publisher = text(front.publisher.as_ref());
    resolver.not_empty(&[Key("title")], front.title.as_str());
    resolver.not_empty(&[Key("tagline")], front.tagline.as_str());
    resolver.not_empty(&[Key("publisher")], publisher);
    resolver.not_empty(&[Key("language")], front.language.as_str());
    let own_base_url = front.base_url.as_str().and_then(|it| resolver.base_url(it));
    // An address given for this run is not compared with `custom_domain`.
    let told_base_url = own_base_url.as_ref().filter(|_| base_url.is_none());
    let custom_domain = text(front.custom_domain.as_ref());
    let custom_domain = custom_domain.and_then(|it| resolver.custom_domain(it, told_base_url));
    let lead_issues = resolver.references(Folder::Issues, "lead_issues", &front.lead_issues);
    resolver.lead_issues_are_shown(&front.lead_issues);
    let main_event = text(front.main_event.as_ref());
    let main_event = resolver.reference(Folder::Events, &[Key("main_event")], main_event);
    let stances = resolver.stances(&front.stances);
    resolver.further_kinds(&front.files);
    let language = front.language.owned();
    Some(Site {
        title: front.title.owned(),
        tagline: front.tagline.owned(),
        publisher: publisher.map(str::to_owned),
        base_url: base_url.cloned().or(own_base_url)?,
        custom_domain,
        // Language tags are case-insensitive. The theme's files have them in their usual form.
        language: language_tag(&language).unwrap_or(language),
        lead_issues,
        main_event,
        search: front.search.copied().unwrap_or_default(),
        cards: front.cards.copied().unwrap_or_default(),
        offline: front.offline.copied().unwrap_or_default(),
        raw_html: front.raw_html.copied().unwrap_or_default(),
        stances,
    })
}

impl Resolver<'_> {
    fn base_url(&mut self, text: &str) -> Option<BaseUrl> {
        let parsed = BaseUrl::parse(text);
        if parsed.is_none() {
            let message = format!("`{text}` is no address a site can be published at");
            let help = "write it in full: `https://example.org/` or `https://example.github.io/repository/`";
            self.report(self.at(&[Key("base_url")], Code::BadBaseUrl, message).help(help));
        }
        parsed
    }

    /// Returns the site's own domain, or `None` if `text` is not a domain. If `base_url` is given, it must be the address of the domain's
    /// root.
    fn custom_domain(&mut self, text: &str, base_url: Option<&BaseUrl>) -> Option<String> {
        let path = [Key("custom_domain")];
        if !is_domain(text) {
            let message = format!("`{text}` is no host name");
            let help = "write the name alone, without scheme, port or path: `talks.example.org`";
            self.report(self.at(&path, Code::BadDomain, message).help(help));
            return None;
        }
        if let Some(base_url) = base_url
            && !(base_url.host().eq_ignore_ascii_case(text) && base_url.path() == "/")
        {
            let message = format!("the site is not published at the root of `{text}`");
            let address = self.meta.yaml.span(&[Key("base_url")]);
            let mismatch = self
                .at(&path, Code::DomainMismatch, message)
                .related(address, "this is where it is published")
                .help(format!("write `base_url: https://{text}/`, or remove `custom_domain`"));
            self.report(mismatch);
        }
        Some(text.to_owned())
    }

    /// Warns of more lead issues than the front page shows.
    fn lead_issues_are_shown(&mut self, lead_issues: &List<String>) {
        if let Some((at, slug)) = lead_issues.iter().find(|(at, _)| *at >= SHOWN_ISSUES) {
            let message =
                format!("the front page shows the first {SHOWN_ISSUES} of these, and not `{slug}`");
            let unshown =
                self.at(&[Key("lead_issues"), Index(at)], Code::UnshownLeadIssue, message);
            let help = "keep those that lead; the pages of all issues are linked anyway";
            self.report(unshown.help(help));
        }
    }

    /// Checks the kinds of linked files that are published in addition to the built-in list.
    fn further_kinds(&mut self, kinds: &List<String>) {
        for (at, text) in kinds.iter().filter(|(_, text)| files::kind(text).is_none()) {
            let message = format!("`{text}` is no extension of a file");
            let bad = self.at(&[Key("files"), Index(at)], Code::BadValue, message);
            self.report(bad.help("write letters and digits alone, as in `files: [dwg]`"));
        }
    }

    fn stances(&mut self, fronts: &List<StanceFront>) -> Vec<Stance> {
        for (at, front) in fronts.iter() {
            self.not_empty(&[Key("stances"), Index(at), Key("label")], front.label.as_str());
        }
        self.ids("stances", fronts.iter().map(|(at, it)| (at, &it.id)));
        let stance = |it: &StanceFront| {
            let id = Slug::parse(it.id.as_str()?)?;
            Some(Stance { id, label: it.label.owned(), tone: it.tone.copied()? })
        };
        fronts.values().filter_map(stance).collect()
    }
}

/// Returns `true` if `text` is a host name of at least two labels: letters, digits and hyphens, with a hyphen at neither end.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.contains('.') && text.len() <= 253 && text.split('.').all(is_label)
}
