//! Resolves files one at a time: looks up every reference and checks every value.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::char::is_combining_mark;

use super::field::{Field, List, Text, text};
use super::files::FurtherKinds;
use super::front_matter::{Common, ContactFront, OpenQuestionFront, PositionFront, ProposalFront};
use super::links::decoded;
use super::mistakes::unquoted;
use super::parsed::Meta;
use super::quotes::SourceTexts;
use super::references::{Mention, Place};
use super::registry::Registry;
use super::tree::{Folder, Others};
use super::updates::{Note, updates};
use super::values::{Cite, Day};
use super::yaml::Step::{self, Index, Key};
use crate::diagnostic::{
    self, Code, Diagnostic, Fix, Help, Severity, bad_name, did_you_mean, folded, is_printable,
    mean, name_of_unseen, one_of, unseen, visible, without_unseen,
};
use crate::explainer::{
    Basis, Citation, Contact, Date, Entry, NativeName, OpenQuestion, Position, Proposal, RawHtml,
    Slug,
};

/// Everything that a file's meaning depends on beside the file itself. References are looked up in it.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) registry: Arc<Registry>,
    /// The amount of work that suggestions for one file may take.
    pub(super) effort: u64,
    pub(super) others: Others,
    pub(super) source_texts: SourceTexts,
    /// `true` if drafts count as published.
    pub(super) drafts: bool,
    pub(super) raw_html: RawHtml,
    /// The kinds of linked files that are published in addition to the built-in list.
    pub(super) files: FurtherKinds,
}

impl Scope {
    /// Returns `true` if every file means the same in `other`.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.registry, &other.registry)
            && self.others == other.others
            && self.source_texts == other.source_texts
            && self.drafts == other.drafts
            && self.raw_html == other.raw_html
            && self.files == other.files
    }
}

/// Returns the help for an unknown slug without a near match: it suggests adding the file, with a fix if `slug` is a valid slug.
pub(super) fn begin(folder: &str, slug: &str) -> Help {
    let help = Help::from(format!("add `content/{folder}/{slug}.md`, or correct the slug"));
    match Slug::parse(slug) {
        Some(slug) => help.fix(Fix::Begin(format!("{folder}/{slug}.md"))),
        None => help,
    }
}

/// Resolves one file and collects its problems.
pub(super) struct Resolver<'a> {
    pub(super) scope: &'a Scope,
    pub(super) meta: &'a Meta,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The entities that this file refers to, and where.
    pub(super) mentions: Vec<Mention>,
    /// `true` if there are more errors of one kind than a report holds. References are then no longer looked up, because each wrong one
    /// would be compared with everything that exists.
    pub(super) hopeless: bool,
}

/// The last year that a date may lie in without a warning.
const LAST_YEAR: i16 = 2200;

impl<'a> Resolver<'a> {
    pub(super) fn new(scope: &'a Scope, meta: &'a Meta) -> Self {
        Self { scope, meta, diagnostics: Vec::new(), mentions: Vec::new(), hopeless: false }
    }

    /// Adds a problem, unless there are already so many of its kind that it would not be shown.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        let alike = self.diagnostics.iter().filter(|it| it.code == diagnostic.code).count();
        if alike <= diagnostic::MOST_ALIKE + 1 {
            self.diagnostics.push(diagnostic);
        } else if diagnostic.severity() == Severity::Error {
            self.hopeless = true;
        }
    }

    /// Returns a diagnostic at a value of the front matter.
    pub(super) fn at(&self, path: &[Step], code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.meta.yaml.span(path), message)
    }

    /// Returns a diagnostic at a key of the front matter, for problems with the key instead of its value.
    fn at_key(
        &self,
        path: &[Step],
        key: &str,
        code: Code,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, self.meta.yaml.key_span(path, key), message)
    }

    /// Resolves the fields that all files share.
    pub(super) fn entry(&mut self, common: &Common) -> Entry {
        let summary = text(common.summary.as_ref());
        self.not_empty(&[Key("summary")], summary);
        let mut notes = Vec::new();
        for (at, update) in common.updates.iter() {
            let (note, date) = (update.note.as_str(), update.date.copied().map(|day| day.0));
            self.not_empty(&[Key("updates"), Index(at), Key("note")], note);
            self.not_far(&[Key("updates"), Index(at), Key("date")], date);
            if let (Some(date), Some(kind), Some(text)) = (date, update.kind.copied(), note) {
                notes.push(Note { date, kind, text });
            }
        }
        let updates = updates(&notes);
        let updated = date(common.updated.as_ref());
        self.not_far(&[Key("updated")], updated);
        Entry {
            path: self.meta.path.clone(),
            is_draft: common.is_draft(),
            summary: summary.map(str::to_owned),
            aliases: self.aliases(&common.aliases),
            updated: updated.or(updates.first().map(|update| update.date)),
            updates,
            body: self.body(),
        }
    }

    fn aliases(&mut self, aliases: &List<String>) -> Vec<String> {
        let mut kept = Vec::new();
        for (at, alias) in aliases.iter() {
            match bad_alias(alias) {
                None => kept.push(decoded(alias)),
                Some((code, message, help)) => {
                    let bad = self.at(&[Key("aliases"), Index(at)], code, message);
                    self.report(bad.help(help));
                }
            }
        }
        kept
    }

    /// Reports a text that is empty or consists of white space.
    pub(super) fn not_empty(&mut self, path: &[Step], text: Option<&str>) {
        if text.is_some_and(|text| text.trim().is_empty()) {
            let key = path
                .iter()
                .rev()
                .find_map(|step| if let Key(key) = step { Some(*key) } else { None })
                .unwrap_or_default();
            let empty = self.at(path, Code::EmptyTitle, format!("`{key}` is empty"));
            self.report(empty.help("write it out; readers see it"));
        }
    }

    /// Warns of a date after [`LAST_YEAR`], such as the `9999-12-31` of a spreadsheet.
    pub(super) fn not_far(&mut self, path: &[Step], date: Option<Date>) {
        if let Some(date) = date.filter(|date| date.year() > LAST_YEAR) {
            let message = format!("`{date}` is further ahead than any talks are planned");
            let far = self.at(path, Code::FarDate, message);
            self.report(far.help("correct the year; leave a date out where it is not known"));
        }
    }

    /// Looks up a slug. `None` if there is no published entity with it, which is reported.
    pub(super) fn reference(
        &mut self,
        folder: Folder,
        path: &[Step<'static>],
        value: Option<&str>,
    ) -> Option<Slug> {
        let value = value.filter(|_| !self.hopeless)?;
        let (noun, code) = folder.noun();
        let Some((slug, known)) = self.scope.registry.get(folder, value) else {
            let message = if value.trim().is_empty() {
                format!("no {noun} is named here")
            } else {
                format!("there is no {noun} `{}`", visible(value))
            };
            let unknown = self.at(path, code, message);
            self.report(unknown.help(self.help_with(folder, value)));
            return None;
        };
        self.mention(folder, slug, Place::Value(path.to_vec()));
        if known.draft {
            self.draft(noun, value, self.at(path, Code::DraftLinked, ""));
        }
        (!known.draft).then(|| slug.clone())
    }

    /// Records that the entity with this slug is named at `place`.
    fn mention(&mut self, folder: Folder, slug: &Slug, place: Place) {
        self.mentions.push(Mention { to: folder.entity(slug.clone()), place });
    }

    /// Returns the help for a slug that does not exist.
    fn help_with(&self, folder: Folder, value: &str) -> Help {
        let registry = &self.scope.registry;
        if let Some(help) = without_unseen(value, registry.slugs(folder)) {
            return help;
        }
        if let Some(slug) = registry.slug_of_name(folder, value) {
            return mean(slug);
        }
        if let Some(help) = unquoted(value) {
            return help;
        }
        let near = || {
            did_you_mean(value, registry.slugs(folder)).or_else(|| {
                let name = did_you_mean(value, registry.names(folder).map(|(name, _)| name))?;
                registry.slug_of_name(folder, name)
            })
        };
        if let Some((other, slug)) = registry.elsewhere(value) {
            let kind = format!("`{slug}` is {}, and {} is named here", other.one(), folder.one());
            return match near() {
                Some(near) => Help::from(format!("{kind}; did you mean `{near}`?"))
                    .fix(Fix::Replace(near.to_owned())),
                None => format!("{kind}; write the slug of one, or remove it").into(),
            };
        }
        match near() {
            Some(near) => mean(near),
            None if Slug::parse(value).is_some() => begin(folder.name(), value),
            None => {
                let folder = folder.name();
                format!("write a slug: the name of a file in `content/{folder}/`, without `.md`")
                    .into()
            }
        }
    }

    /// Reports that this file names a draft, unless it is a draft itself.
    pub(super) fn draft(&mut self, noun: &str, slug: &str, place: Diagnostic) {
        if !self.is_draft() {
            let draft = Diagnostic { message: format!("the {noun} `{slug}` is a draft"), ..place };
            self.report(
                draft.help("publish it, or remove this; until then it is left out of the site"),
            );
        }
    }

    /// Returns `true` if the file is a draft, or may be one, and is not published.
    fn is_draft(&self) -> bool {
        self.meta.common.draft.copied().unwrap_or(true) && !self.scope.drafts
    }

    /// Looks up each slug of a list. Unknown ones are reported and left out, and repeated ones are returned once.
    pub(super) fn references(
        &mut self,
        folder: Folder,
        key: &'static str,
        values: &List<String>,
    ) -> Vec<Slug> {
        let found = values
            .iter()
            .filter_map(|(at, value)| self.reference(folder, &[Key(key), Index(at)], Some(value)));
        let mut kept: Vec<Slug> = Vec::new();
        for slug in found {
            if !kept.contains(&slug) {
                kept.push(slug);
            }
        }
        kept
    }

    /// Looks up the citations at `path`. Those that cannot be resolved are reported and left out.
    pub(super) fn citations(
        &mut self,
        path: &[Step<'static>],
        cite: &Field<Cite>,
    ) -> Vec<Citation> {
        let cite = cite.get().map_or(&[][..], |it| it.0.as_slice());
        let mut kept = Vec::with_capacity(cite.len());
        for (at, text) in cite.iter().enumerate() {
            let Some(text) = text.as_str() else { continue };
            let path = [path, &[Index(at)]].concat();
            if let Some(list) = several_citations(text) {
                let message = format!("`{text}` is read as one citation");
                let help = Help::from(format!("write a list: `{list}`"));
                let help = if cite.len() == 1 { help.fix(Fix::Replace(list)) } else { help };
                self.report(self.at(&path, Code::BadCitation, message).help(help));
                continue;
            }
            if let Some(help) = unquoted(text) {
                let message = format!("`{text}` does not name a source and a passage");
                self.report(self.at(&path, Code::BadCitation, message).help(help));
                continue;
            }
            match text.split_once('#') {
                Some((source, passage)) if !source.is_empty() && !passage.is_empty() => {
                    let place = Place::Value(path.clone());
                    let found =
                        self.citation(source, passage, place, &|resolver, code, message| {
                            resolver.at(&path, code, message)
                        });
                    kept.extend(found);
                }
                _ => {
                    let message =
                        format!("`{}` does not name a source and a passage", visible(text));
                    let bad = self.at(&path, Code::BadCitation, message);
                    self.report(bad.help("write `source#passage`, as in `ap-2025-04-17#p6`"));
                }
            }
        }
        kept
    }

    /// Looks up the citations of something that must have at least one.
    pub(super) fn required_citations(
        &mut self,
        what: &str,
        path: &[Step<'static>],
        cite: &Field<Cite>,
    ) -> Vec<Citation> {
        if cites_nothing(cite) {
            let uncited =
                self.at(path, Code::ClaimWithoutCitation, format!("this {what} cites nothing"));
            self.report(
                uncited.help("write `cite: source#passage`, naming the passage it rests on"),
            );
        }
        self.citations(path, cite)
    }

    /// Looks up one citation. `stands` is its place in the file, and `place` creates a diagnostic that points at it. `None` if the citation
    /// cannot be resolved, which is reported.
    pub(super) fn citation(
        &mut self,
        source: &str,
        passage: &str,
        stands: Place,
        place: &dyn Fn(&Self, Code, String) -> Diagnostic,
    ) -> Option<Citation> {
        if self.hopeless {
            return None;
        }
        let registry = &self.scope.registry;
        let Some((slug, known)) = registry.get(Folder::Sources, source) else {
            let sources: Vec<_> = registry.slugs(Folder::Sources).collect();
            let message = format!("there is no source `{}`", visible(source));
            let mut unknown = place(self, Code::UnknownSource, message);
            unknown.span = unknown.span.first(source);
            let help = match registry.slug_of_name(Folder::Sources, source) {
                Some(slug) => mean(slug),
                None if sources.is_empty() => begin(Folder::Sources.name(), source),
                None => one_of(source, &sources),
            };
            self.report(unknown.help(help));
            return None;
        };
        self.mention(Folder::Sources, slug, stands);
        if let Some(parts) =
            known.parts.as_ref().filter(|parts| !parts.iter().any(|part| part == passage))
        {
            let parts: Vec<_> = parts.iter().map(String::as_str).collect();
            let message = format!("the source `{source}` has no passage `{}`", visible(passage));
            let mut unknown = place(self, Code::UnknownPassage, message);
            unknown.span = unknown.span.last(passage);
            let help = if parts.is_empty() {
                format!("add it to `passages` in `content/sources/{source}.md`").into()
            } else {
                one_of(passage, &parts)
            };
            self.report(unknown.help(help));
            return None;
        }
        if known.draft {
            let place = place(self, Code::DraftLinked, String::new());
            self.draft("source", source, place);
            return None;
        }
        Some(Citation { source: slug.clone(), passage: Slug::parse(passage)? })
    }

    /// Checks a reason for having no position, which only a participant without positions may give.
    pub(super) fn no_position(
        &mut self,
        reason: Option<&Field<Text>>,
        positions: &List<PositionFront>,
    ) {
        self.not_empty(&[Key("no_position")], text(reason));
        if reason.is_some() && !positions.is_empty() {
            let both = self.at_key(
                &[],
                "no_position",
                Code::PositionDenied,
                "`no_position` stands beside `positions`",
            );
            self.report(both.help("remove one of the two"));
        }
    }

    /// Reports a `url` that is not a valid web address.
    pub(super) fn url(&mut self, path: &[Step], url: Option<&str>) {
        let Some(url) = url else { return };
        let web = ["https://", "http://"].iter().any(|scheme| {
            url.strip_prefix(scheme).is_some_and(|rest| {
                rest.starts_with(|c: char| c.is_alphanumeric() || c == '[')
                    && !rest.contains(|c: char| c.is_whitespace() || !is_printable(c))
                    && unseen(rest).is_none()
            })
        });
        if !web {
            let message = format!("`{}` is no address on the web", visible(url));
            self.report(self.at(path, Code::BadUrl, message).help(meant_url(url)));
        }
    }

    /// Reports headings of a source's body whose anchors equal ids of its passages.
    pub(super) fn headings_apart_from_passages(&mut self, passages: &[(String, Field<Text>)]) {
        let meta = self.meta;
        for heading in &meta.body.headings {
            if passages.iter().any(|(id, _)| *id == heading.anchor) {
                let span = meta.body_span(&heading.range);
                let message =
                    format!("this heading's anchor `{}` is a passage's id", heading.anchor);
                let twice = Diagnostic::new(Code::DuplicateId, span, message);
                self.report(twice.help("word the heading differently"));
            }
        }
    }

    /// Returns a name in its own script. The name and its language must be given together: `None` if one is missing, or if the language is
    /// not a valid tag.
    pub(super) fn native_name(
        &mut self,
        name: Option<&Field<Text>>,
        lang: Option<&Field<String>>,
    ) -> Option<NativeName> {
        match (name, lang) {
            (Some(name), Some(lang)) => {
                let lang = lang.as_str()?;
                let Some(tag) = language_tag(lang) else {
                    let message = format!("`{}` is no tag of a language", visible(lang));
                    let bad = self.at(&[Key("native_lang")], Code::BadLanguage, message);
                    self.report(bad.help(LANGUAGE_HELP));
                    return None;
                };
                Some(NativeName { text: name.as_str()?.to_owned(), lang: tag })
            }
            (None, None) => None,
            (Some(_), None) => self.unpaired(
                "native_name",
                "native_lang",
                "add `native_lang:` with the language's tag, such as `uk` or `fr`, so that it is read aloud correctly",
            ),
            (None, Some(_)) => self.unpaired(
                "native_lang",
                "native_name",
                "add `native_name:`, or remove this",
            ),
        }
    }

    /// Reports that `key` is given without `other`, unless `other` has a value that was reported as wrong. Always `None`.
    fn unpaired<T>(&mut self, key: &str, other: &str, help: &str) -> Option<T> {
        if !self.meta.yaml.has_key(&[], other) {
            let message = format!("`{key}` comes without `{other}`");
            let missing = self.at_key(&[], key, Code::MissingKey, message);
            self.report(missing.help(help));
        }
        None
    }

    /// Returns all positions of a holder, by issue, and within an issue oldest first.
    pub(super) fn positions(&mut self, fronts: &List<PositionFront>) -> Vec<Position> {
        self.one_current_position_each(fronts);
        let found = fronts.iter().filter_map(|(at, front)| self.position(at, front));
        let mut positions: Vec<_> = found.collect();
        positions.sort_by(|a, b| (&a.issue, a.as_of).cmp(&(&b.issue, b.as_of)));
        positions
    }

    /// Reports two positions on one issue that have the same date, or none.
    fn one_current_position_each(&mut self, fronts: &List<PositionFront>) {
        let mut seen: BTreeMap<(&str, Option<Date>), usize> = BTreeMap::new();
        for (at, front) in fronts.iter() {
            let Some(issue) = front.issue.as_str() else { continue };
            let as_of = date(front.as_of.as_ref());
            if as_of.is_none() && front.as_of.is_some() {
                continue;
            }
            if let Some(first) = seen.insert((issue, as_of), at) {
                let path = |at| [Key("positions"), Index(at), Key("issue")];
                let message = format!("two positions on `{issue}` are both current");
                let two = self.at(&path(at), Code::TwoCurrentPositions, message);
                let first = self.meta.yaml.span(&path(first));
                self.report(
                    two.related(first, "the first is here")
                        .help("give them different `as_of` dates, or merge them into one"),
                );
            }
        }
    }

    fn position(&mut self, at: usize, front: &PositionFront) -> Option<Position> {
        let here = [Key("positions"), Index(at)];
        let path = |key: &'static str| [here[0], here[1], Key(key)];
        let issue = self.reference(Folder::Issues, &path("issue"), front.issue.as_str());
        let proposal = text(front.proposal.as_ref()).zip(front.issue.as_str());
        let proposal = proposal
            .and_then(|(proposal, issue)| self.proposal(&path("proposal"), issue, proposal));
        let stance = front.stance.as_str().and_then(|stance| self.stance(&path("stance"), stance));
        self.not_empty(&path("summary"), front.summary.as_str());
        let quote = text(front.quote.as_ref());
        self.not_empty(&path("quote"), quote);
        let quote_by = front.quote_by.as_ref().and_then(|by| {
            if front.quote.is_none() && !self.meta.yaml.has_key(&here, "quote") {
                let idle = self.at_key(
                    &here,
                    "quote_by",
                    Code::SpeakerWithoutQuote,
                    "`quote_by` stands without a quote",
                );
                self.report(idle.help("add `quote:`, or remove this"));
            }
            self.reference(Folder::Participants, &path("quote_by"), by.as_str())
        });
        let reason = text(front.reason.as_ref());
        if front.basis.copied() == Some(Basis::Inferred)
            && reason.map_or_else(
                || !self.meta.yaml.has_key(&here, "reason"),
                |reason| reason.trim().is_empty(),
            )
        {
            let unreasoned = self.at(
                &path("basis"),
                Code::InferredWithoutReason,
                "this position is inferred, but nothing says why",
            );
            self.report(unreasoned.help("add `reason:` with one sentence that a reader can check"));
        }
        let cite = self.citations(&path("cite"), &front.cite);
        if cites_nothing(&front.cite) {
            self.uncited(front, &here);
        }
        if let Some(quote) = quote {
            self.prove_quote(&path("quote"), quote, &cite);
        }
        let as_of = date(front.as_of.as_ref());
        self.not_far(&path("as_of"), as_of);
        if let Some(as_of) = as_of {
            self.reported_later(&path("as_of"), as_of, &cite);
        }
        Some(Position {
            issue: issue?,
            proposal,
            stance: stance?,
            summary: front.summary.as_str()?.to_owned(),
            quote: quote.map(str::to_owned),
            quote_by,
            basis: front.basis.copied()?,
            reason: reason.map(str::to_owned),
            as_of,
            cite,
        })
    }

    /// Warns of a position that is dated after every source that it cites. This can be intended, because a source can state what will hold
    /// from a later day.
    fn reported_later(&mut self, path: &[Step], as_of: Date, cite: &[Citation]) {
        let known = |it: &Citation| {
            self.scope
                .registry
                .get(Folder::Sources, it.source.as_str())
                .and_then(|it| it.1.last_day)
        };
        let Some(dates) = cite.iter().map(known).collect::<Option<Vec<_>>>() else { return };
        let Some(last) = dates.into_iter().max().filter(|last| *last < as_of) else { return };
        let message =
            format!("this is of {as_of}, and no source that it cites is later than {last}");
        let later = self.at(path, Code::AsOfAfterSources, message);
        self.report(later.help("correct the date, or cite the source that is as late as it"));
    }

    fn uncited(&mut self, front: &PositionFront, here: &[Step; 2]) {
        let (code, what, span) = if front.quote.is_some() {
            (
                Code::QuoteWithoutCitation,
                "quote",
                self.meta.yaml.span(&[here[0], here[1], Key("quote")]),
            )
        } else {
            let cite = [here[0], here[1], Key("cite")];
            (Code::PositionWithoutCitation, "position", self.meta.yaml.span(&cite))
        };
        let uncited = Diagnostic::new(code, span, format!("this {what} cites nothing"));
        self.report(uncited.help("add `cite: source#passage`, naming the passage it rests on"));
    }

    fn proposal(&mut self, path: &[Step], issue: &str, proposal: &str) -> Option<Slug> {
        let (_, known) = self.scope.registry.get(Folder::Issues, issue)?;
        let parts = known.parts.as_ref()?;
        if parts.iter().any(|part| part == proposal) {
            return Slug::parse(proposal);
        }
        let message = format!("the issue `{issue}` has no proposal `{}`", visible(proposal));
        let help = if parts.is_empty() {
            format!("add it to `proposals` in `content/issues/{issue}.md`").into()
        } else {
            labelled(proposal, parts, &known.labels)
        };
        self.report(self.at(path, Code::UnknownProposal, message).help(help));
        None
    }

    fn stance(&mut self, path: &[Step], stance: &str) -> Option<Slug> {
        let stances = self.scope.registry.stances()?;
        if !stances.iter().any(|known| known == stance) {
            let message = if stance.trim().is_empty() {
                "no stance is named here".to_owned()
            } else {
                format!("`site.yaml` defines no stance `{}`", visible(stance))
            };
            let help = if stances.is_empty() {
                "add it to `stances` in `content/site.yaml`".into()
            } else {
                labelled(stance, stances, self.scope.registry.stance_labels())
            };
            self.report(self.at(path, Code::UnknownStance, message).help(help));
            return None;
        }
        Slug::parse(stance)
    }

    pub(super) fn contacts(&mut self, fronts: &List<ContactFront>) -> Vec<Contact> {
        let own = self.meta.name.as_ref().map(|(_, slug)| slug.clone());
        let mut contacts = Vec::new();
        for (at, front) in fronts.iter() {
            let path = |key: &'static str| [Key("contacts"), Index(at), Key(key)];
            let with = self.reference(Folder::Participants, &path("with"), front.with.as_str());
            let event = text(front.event.as_ref());
            let event = self.reference(Folder::Events, &path("event"), event);
            let cite = self.required_citations("contact", &path("cite"), &front.cite);
            let Some(with) = with else { continue };
            if own.as_ref() == Some(&with) {
                let message = format!("`{with}` is in contact with themselves");
                let alone = self.at(&path("with"), Code::ContactWithSelf, message);
                self.report(alone.help("name the other side"));
            }
            contacts.extend(front.kind.copied().map(|kind| Contact { with, kind, event, cite }));
        }
        contacts
    }

    /// Returns the members of a party. Reports a party that is a member of itself.
    pub(super) fn members(&mut self, members: &List<String>) -> Vec<Slug> {
        let own = self.meta.name.as_ref().map(|(_, slug)| slug.as_str());
        for (at, member) in members.iter().filter(|(_, it)| own == Some(it)) {
            let path = [Key("members"), Index(at)];
            let message = format!("`{member}` is a member of itself");
            let alone = self.at(&path, Code::ContactWithSelf, message);
            self.report(alone.help("name the others"));
        }
        self.references(Folder::Parties, "members", members)
    }

    /// Checks the ids of a list, given with their indexes: each must be a valid slug, and unique.
    pub(super) fn ids<'i>(
        &mut self,
        key: &'static str,
        ids: impl Iterator<Item = (usize, &'i Field<String>)>,
    ) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, id) in ids.filter_map(|(at, id)| Some((at, id.as_str()?))) {
            let path = [Key(key), Index(at), Key("id")];
            if Slug::parse(id).is_none() {
                let bad = self.at(&path, Code::BadSlug, format!("`{id}` is no slug"));
                self.report(bad.help("use lower-case letters a to z, digits and single hyphens"));
            }
            if seen.insert(id, at).is_some() {
                let twice = self.at(
                    &path,
                    Code::DuplicateId,
                    format!("the id `{id}` stands twice in `{key}`"),
                );
                self.report(twice.help("rename one of them"));
            }
        }
    }

    pub(super) fn proposals(&mut self, fronts: &List<ProposalFront>) -> Vec<Proposal> {
        self.ids("proposals", fronts.iter().map(|(at, it)| (at, &it.id)));
        for (at, front) in fronts.iter() {
            self.not_empty(&[Key("proposals"), Index(at), Key("label")], front.label.as_str());
        }
        let proposal = |it: &ProposalFront| {
            Some(Proposal { id: Slug::parse(it.id.as_str()?)?, label: it.label.owned() })
        };
        fronts.values().filter_map(proposal).collect()
    }

    pub(super) fn open_questions(&mut self, fronts: &List<OpenQuestionFront>) -> Vec<OpenQuestion> {
        let mut questions = Vec::new();
        for (at, front) in fronts.iter() {
            let path = |key| [Key("open_questions"), Index(at), Key(key)];
            self.not_empty(&path("question"), front.question.as_str());
            let cite = self.required_citations("open question", &path("cite"), &front.cite);
            questions.push(OpenQuestion { question: front.question.owned(), cite });
        }
        questions
    }
}

/// Returns the date of an optional field. `None` if the key is left out, or its value is invalid.
pub(super) fn date(field: Option<&Field<Day>>) -> Option<Date> {
    field.and_then(Field::copied).map(|day| day.0)
}

/// Returns `true` if the author cites no passage at all. An invalid citation counts as one.
fn cites_nothing(cite: &Field<Cite>) -> bool {
    cite.get().is_some_and(|cite| cite.0.is_empty())
}

/// Returns the help for an address that is not a valid web address.
fn meant_url(url: &str) -> Help {
    if let Some(help) = unquoted(url) {
        return help;
    }
    if let Some(c) = unseen(url) {
        let seen: String = url.chars().filter(|it| unseen(&it.to_string()).is_none()).collect();
        let help = format!("remove a character that nobody sees, {}", name_of_unseen(c));
        return Help::from(help).fix(Fix::Replace(seen));
    }
    if url.trim().contains(char::is_whitespace) {
        return "an address has no spaces in it: write `%20` for one, or remove it".into();
    }
    let host = url.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.contains('.')
        && !host.starts_with('.')
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'));
    if is_host {
        let whole = format!("https://{url}");
        return Help::from(format!("write it in full: `{whole}`")).fix(Fix::Replace(whole));
    }
    "write it in full, beginning with `https://`".into()
}

/// Returns the help for an id that is none of `ids`: the id with this label or a similar one, or a similar id.
fn labelled(wrong: &str, ids: &[String], labels: &[String]) -> Help {
    let known: Vec<_> = ids.iter().map(String::as_str).collect();
    let with_label = |label: &str| {
        let at = labels.iter().position(|it| folded(it) == folded(label))?;
        known.get(at).copied()
    };
    let quoted =
        || unquoted(wrong).filter(|_| did_you_mean(wrong, known.iter().copied()).is_none());
    if let Some(id) = with_label(wrong.trim()) {
        return mean(id);
    }
    if let Some(help) = quoted() {
        return help;
    }
    let like = || did_you_mean(wrong, labels.iter().map(String::as_str)).and_then(with_label);
    match did_you_mean(wrong, known.iter().copied()).or_else(like) {
        Some(_) if unseen(wrong).is_some() => one_of(wrong, &known),
        Some(id) => mean(id),
        None => one_of(wrong, &known),
    }
}

/// Returns the list that was meant if several citations were written as one text (`a#p1, a#p2`). `None` otherwise.
fn several_citations(text: &str) -> Option<String> {
    let parts: Vec<_> = text.split([',', ';', ' ']).filter(|part| !part.is_empty()).collect();
    let is_citation = |part: &&str| {
        let named = part.split_once('#');
        named.is_some_and(|(source, passage)| {
            Slug::parse(source).is_some() && Slug::parse(passage).is_some()
        })
    };
    (parts.len() > 1 && parts.iter().all(is_citation)).then(|| format!("[{}]", parts.join(", ")))
}

/// The help for a wrong language tag.
pub(super) const LANGUAGE_HELP: &str = "write its tag (BCP 47): two or three letters such as `uk` or `fr`, perhaps with a region, `pt-BR`";

/// Returns `text` as a language tag in its usual form (`pt-BR`, `zh-Hant`). `None` if it does not have the form of a tag.
pub(super) fn language_tag(text: &str) -> Option<String> {
    let parts: Vec<_> = text.split('-').collect();
    let is_part = |part: &&str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let language = parts.first()?;
    let is_language =
        matches!(language.len(), 2 | 3) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !is_language || !parts.iter().all(is_part) {
        return None;
    }
    let cased = parts.iter().enumerate().map(|(at, part)| match part.len() {
        2 if at > 0 => part.to_ascii_uppercase(),
        4 if at > 0 && part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            format!("{}{}", part[..1].to_ascii_uppercase(), part[1..].to_ascii_lowercase())
        }
        _ => part.to_ascii_lowercase(),
    });
    Some(cased.collect::<Vec<_>>().join("-"))
}

/// The maximum length of an alias in bytes, so that the path of its file stays within the limits of systems.
const MAX_ALIAS: usize = 1000;

/// Returns `true` if `address` has the form of an alias.
pub fn can_be_alias(address: &str) -> bool {
    bad_alias(address).is_none()
}

/// Returns the code, the message and the help for an address that cannot be an alias. `None` if it can. Browsers show such addresses as
/// they are and send them with `%D0%BB`: both forms are accepted.
fn bad_alias(written: &str) -> Option<(Code, String, String)> {
    let decoded = decoded(written);
    let alias = decoded.as_str();
    let parts = alias.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let is_plain = |part: &str| {
        // Letters of any script, and the combining marks that some need.
        let allowed = |c: char| {
            c.is_alphanumeric()
                || is_combining_mark(c)
                || matches!(c, '-' | '_' | '.' | '~' | '\u{200c}' | '\u{200d}')
        };
        !matches!(part, "" | "." | "..") && part.chars().all(allowed)
    };
    let Some(parts) = parts.filter(|parts| parts.split('/').all(is_plain)) else {
        let message = format!("`{}` is no address within the site", visible(alias));
        let help = "write the old address from the site's root, with slashes at both ends: `/people/macron/`";
        return Some((Code::BadAlias, message, help.to_owned()));
    };
    if alias.len() > MAX_ALIAS {
        let message = format!("this address is longer than {MAX_ALIAS} bytes");
        return Some((Code::BadAlias, message, "remove it: no server takes it".to_owned()));
    }
    if parts.starts_with('.') && parts.split('/').next() != Some(".well-known") {
        let message = format!("`{alias}` begins with a hidden folder, which is not published");
        return Some((Code::BadAlias, message, "remove it".to_owned()));
    }
    let (part, why) = parts.split('/').find_map(|part| Some((part, bad_name(part)?)))?;
    let message = format!("not every system can hold a folder called `{part}`");
    Some((Code::BadFileName, message, format!("remove the alias: {why}")))
}
