//! Resolves files one at a time: looks up every reference and checks every value.

use super::field::{Field, List, Text, text};
use super::front_matter::Common;
use super::mention::{Mention, Place};
use super::mistakes::unquoted;
use super::parsed::Meta;
use super::registry::offer_new_file;
use super::scope::Scope;
use super::tree::Folder;
use super::updates::{Note, updates};
use super::values::date;
use super::yaml::Step::{self, Index, Key};
use crate::diagnostic::{
    self, Code, Diagnostic, Fix, Help, Severity, did_you_mean, mean, visible, without_unseen,
};
use crate::explainer::{Date, Entry, Slug};

/// Resolves one file and collects its problems.
pub(super) struct Resolver<'a> {
    pub(super) scope: &'a Scope,
    pub(super) meta: &'a Meta,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The entities that this file refers to, and where.
    pub(super) mentions: Vec<Mention>,
    /// `true` if there are more errors of one kind than a report holds. References are then no longer looked up, because each wrong one
    /// would be compared with everything that exists.
    pub(super) gave_up: bool,
}

/// The last year that a date may lie in without a warning.
const LAST_YEAR: i16 = 2200;

impl<'a> Resolver<'a> {
    pub(super) fn new(scope: &'a Scope, meta: &'a Meta) -> Self {
        Self { scope, meta, diagnostics: Vec::new(), mentions: Vec::new(), gave_up: false }
    }

    /// Adds a problem, unless there are already so many of its kind that it would not be shown.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        let alike = self.diagnostics.iter().filter(|it| it.code == diagnostic.code).count();
        if alike <= diagnostic::MOST_ALIKE + 1 {
            self.diagnostics.push(diagnostic);
        } else if diagnostic.severity() == Severity::Error {
            self.gave_up = true;
        }
    }

    /// Returns a diagnostic at a value of the front matter.
    pub(super) fn at(&self, path: &[Step], code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.meta.yaml.span(path), message)
    }

    /// Returns a diagnostic at a key of the front matter, for problems with the key instead of its value.
    pub(super) fn at_key(
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
        let value = value.filter(|_| !self.gave_up)?;
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
    pub(super) fn mention(&mut self, folder: Folder, slug: &Slug, place: Place) {
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
            None if Slug::parse(value).is_some() => offer_new_file(folder, value),
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
}
