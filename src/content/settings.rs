//! Resolves `site.yaml` to the site's settings.

use std::collections::BTreeMap;

use super::files;
use super::front_matter::SiteFront;
use super::parsed::Yaml;
use super::references::{Mention, Place};
use super::resolve::{Scope, begin, language_tag};
use super::tree::Folder;
use super::yaml::Step::{self, Index, Key};
use crate::diagnostic::{Code, Diagnostic, Help, one_of};
use crate::explainer::{BaseUrl, Site, Slug, Stance};

/// The number of issues in the front page's matrix.
const SHOWN_ISSUES: usize = 3;

/// Checks and resolves `site.yaml`. If `base_url` is given, it replaces the address in the file. The site is `None` if there is no usable
/// address. Also returns the problems and the mentions.
pub(super) fn resolve(
    front: &SiteFront,
    yaml: &Yaml,
    scope: &Scope,
    base_url: Option<&BaseUrl>,
) -> (Option<Site>, Vec<Diagnostic>, Vec<Mention>) {
    let mut settings = Settings { yaml, scope, found: Vec::new(), mentions: Vec::new() };
    settings.not_empty(&[Key("title")], &front.title);
    settings.not_empty(&[Key("tagline")], &front.tagline);
    if let Some(publisher) = &front.publisher {
        settings.not_empty(&[Key("publisher")], publisher);
    }
    settings.not_empty(&[Key("language")], &front.language);
    let own_base_url = settings.base_url(&front.base_url);
    // An address given for this run is not compared with `custom_domain`.
    let told_base_url = own_base_url.as_ref().filter(|_| base_url.is_none());
    let custom_domain = front.custom_domain.as_ref();
    let custom_domain = custom_domain.and_then(|it| settings.custom_domain(it, told_base_url));
    let lead_issues = front.lead_issues.iter().enumerate();
    let lead_issues = lead_issues.filter_map(|(at, slug)| {
        settings.known(Folder::Issues, &[Key("lead_issues"), Index(at)], slug)
    });
    let lead_issues = lead_issues.collect();
    settings.lead_issues_are_shown(front);
    let main_event = front.main_event.as_ref();
    let main_event =
        main_event.and_then(|slug| settings.known(Folder::Events, &[Key("main_event")], slug));
    let stances = settings.stances(front);
    settings.files(&front.files);
    let site = base_url.cloned().or(own_base_url).map(|base_url| Site {
        title: front.title.clone(),
        tagline: front.tagline.clone(),
        publisher: front.publisher.clone(),
        base_url,
        custom_domain,
        // Language tags are case-insensitive. The theme's files have them in their usual form.
        language: language_tag(&front.language).unwrap_or_else(|| front.language.clone()),
        lead_issues,
        main_event,
        search: front.search,
        cards: front.cards,
        offline: front.offline,
        raw_html: front.raw_html,
        stances,
    });
    (site, settings.found, settings.mentions)
}

/// The state of checking `site.yaml`.
struct Settings<'a> {
    yaml: &'a Yaml,
    scope: &'a Scope,
    found: Vec<Diagnostic>,
    mentions: Vec<Mention>,
}

impl Settings<'_> {
    fn report(&mut self, path: &[Step], code: Code, message: String, help: impl Into<Help>) {
        let span = self.yaml.span(path);
        self.found.push(Diagnostic::new(code, span, message).help(help));
    }

    fn not_empty(&mut self, path: &[Step], text: &str) {
        if let (true, Some(Key(key))) = (text.trim().is_empty(), path.last()) {
            let message = format!("`{key}` is empty");
            self.report(path, Code::EmptyTitle, message, "write it out; readers see it");
        }
    }

    fn base_url(&mut self, text: &str) -> Option<BaseUrl> {
        let parsed = BaseUrl::parse(text);
        if parsed.is_none() && !self.yaml.is_filler(text) {
            let message = format!("`{text}` is no address a site can be published at");
            let help = "write it in full: `https://example.org/` or `https://example.github.io/repository/`";
            self.report(&[Key("base_url")], Code::BadBaseUrl, message, help);
        }
        parsed
    }

    /// Returns the site's own domain, or `None` if `text` is not a domain. If `base_url` is given, it must be the address of the domain's
    /// root.
    fn custom_domain(&mut self, text: &str, base_url: Option<&BaseUrl>) -> Option<String> {
        if !is_domain(text) {
            if !self.yaml.is_filler(text) {
                let message = format!("`{text}` is no host name");
                let help =
                    "write the name alone, without scheme, port or path: `talks.example.org`";
                self.report(&[Key("custom_domain")], Code::BadDomain, message, help);
            }
            return None;
        }
        if let Some(base_url) = base_url
            && !(base_url.host().eq_ignore_ascii_case(text) && base_url.path() == "/")
        {
            let message = format!("the site is not published at the root of `{text}`");
            let domain = self.yaml.span(&[Key("custom_domain")]);
            let address = self.yaml.span(&[Key("base_url")]);
            let mismatch = Diagnostic::new(Code::DomainMismatch, domain, message)
                .related(address, "this is where it is published")
                .help(format!("write `base_url: https://{text}/`, or remove `custom_domain`"));
            self.found.push(mismatch);
        }
        Some(text.to_owned())
    }

    /// Returns the slug of the entity named at `path`. `None` if it does not exist or is not published.
    fn known(&mut self, folder: Folder, path: &[Step<'static>], slug: &str) -> Option<Slug> {
        let (noun, code) = folder.noun();
        let registry = &self.scope.registry;
        match registry.get(folder, slug) {
            Some((_, known)) if known.draft => {
                let message = format!("the {noun} `{slug}` is a draft");
                let help = "publish it, or remove this; until then it is left out of the site";
                self.report(path, Code::DraftLinked, message, help);
                None
            }
            Some((slug, _)) => {
                let place = Place::Value(path.to_vec());
                self.mentions.push(Mention { to: folder.entity(slug.clone()), place });
                Some(slug.clone())
            }
            None => {
                if !self.yaml.is_filler(slug) {
                    let slugs: Vec<_> = registry.slugs(folder).collect();
                    let message = format!("there is no {noun} `{slug}`");
                    let help = match slugs.as_slice() {
                        [] => begin(folder.name(), slug),
                        slugs => one_of(slug, slugs),
                    };
                    self.report(path, code, message, help);
                }
                None
            }
        }
    }

    /// Warns of more lead issues than the front page shows.
    fn lead_issues_are_shown(&mut self, front: &SiteFront) {
        if let Some(slug) = front.lead_issues.get(SHOWN_ISSUES) {
            let path = [Key("lead_issues"), Index(SHOWN_ISSUES)];
            let message =
                format!("the front page shows the first {SHOWN_ISSUES} of these, and not `{slug}`");
            let help = "keep those that lead; the pages of all issues are linked anyway";
            self.report(&path, Code::UnshownLeadIssue, message, help);
        }
    }

    fn files(&mut self, files: &[String]) {
        for (at, text) in files.iter().enumerate() {
            if files::kind(text).is_none() && !self.yaml.is_filler(text) {
                let message = format!("`{text}` is no extension of a file");
                let help = "write letters and digits alone, as in `files: [dwg]`";
                self.report(&[Key("files"), Index(at)], Code::BadValue, message, help);
            }
        }
    }

    fn stances(&mut self, front: &SiteFront) -> Vec<Stance> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, stance) in front.stances.iter().enumerate() {
            let path = |key| [Key("stances"), Index(index), Key(key)];
            self.not_empty(&path("label"), &stance.label);
            if self.yaml.is_filler(&stance.id) {
                continue;
            }
            if Slug::parse(&stance.id).is_none() {
                let message = format!("`{}` is no slug", stance.id);
                let help = "use lower-case letters a to z, digits and single hyphens";
                self.report(&path("id"), Code::BadSlug, message, help);
            }
            if seen.insert(&stance.id, index).is_some() {
                let message = format!("the id `{}` stands twice in `stances`", stance.id);
                self.report(&path("id"), Code::DuplicateId, message, "rename one of them");
            }
        }
        let stances = front.stances.iter().filter_map(|it| {
            Some(Stance { id: Slug::parse(&it.id)?, label: it.label.clone(), tone: it.tone })
        });
        stances.collect()
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
