//! Resolves what holders claim: positions and contacts, and the lists of issues and parties that they speak of.

use std::collections::BTreeMap;

use super::citations::cites_nothing;
use super::field::{Field, List, Text, text};
use super::front_matter::{ContactFront, OpenQuestionFront, PositionFront, ProposalFront};
use super::mistakes::unquoted;
use super::resolve::Resolver;
use super::tree::Folder;
use super::values::date;
use super::yaml::Step::{self, Index, Key};
use crate::diagnostic::{
    Code, Diagnostic, Help, did_you_mean, folded, mean, one_of, unseen, visible,
};
use crate::explainer::{Basis, Citation, Contact, Date, OpenQuestion, Position, Proposal, Slug};

impl Resolver<'_> {
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
