//! What only the whole shows: addresses claimed twice, links to addresses that do not exist, and what nobody cites or links to.

use std::collections::{BTreeMap, BTreeSet};

use super::parsed::Meta;
use super::references::Mention;
use super::yaml::Step::{Index, Key};
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean};
use crate::explainer::{
    Citation, Division, Entity, Explainer, Records, Route, SEARCH_INDEX, Section, Slug, Target,
};

/// The files behind the records, to point at.
pub(super) type Metas<'a> = BTreeMap<Entity, &'a Meta>;

/// Who claims an output: a page, an alias of one (by its place), or the site itself.
#[derive(Clone)]
enum Claimant {
    Site,
    Page(Entity),
    Alias(Entity, usize),
}

/// Reports two things that claim one output, letter case aside.
pub(super) fn routes(records: &Records, metas: &Metas) -> Vec<Diagnostic> {
    let fixed = [
        Route::Home,
        Route::Positions,
        Route::Updates,
        Route::Search,
        Route::NotFound,
        Route::Sitemap,
        Route::Robots,
        Route::NoJekyll,
    ];
    let fixed = fixed
        .into_iter()
        .chain(Section::ALL.into_iter().map(Route::Section))
        .map(|route| (route, Claimant::Site));
    let is_page = |entity: &Entity| !matches!(entity, Entity::Home | Entity::Term(_));
    let pages = records
        .entries()
        .filter(|(entity, _)| is_page(entity))
        .map(|(it, _)| (Route::from(&it), Claimant::Page(it)));
    let aliases = records.entries().flat_map(|(entity, entry)| {
        let aliases = entry.aliases.iter().enumerate();
        aliases.map(move |(at, alias)| {
            (Route::Redirect(alias.clone(), entity.clone()), Claimant::Alias(entity.clone(), at))
        })
    });
    // The names in the folder of the search index are not known yet, so nothing may lie there.
    let index = SEARCH_INDEX.trim_end_matches('/').to_owned();
    let mut claims = BTreeMap::from([(index, (Route::Search, Claimant::Site))]);
    let mut diagnostics = Vec::new();
    for (route, claimant) in fixed.chain(pages).chain(aliases) {
        let file = route.file().to_lowercase();
        // A file cannot be a folder as well: `robots.txt` rules out `robots.txt/index.html`.
        let above = file
            .match_indices('/')
            .map(|(at, _)| &file[..at])
            .find(|path| claims.contains_key(*path));
        if let Some(first) = claims.get(above.unwrap_or(&file)) {
            diagnostics.push(conflict(first, &(route, claimant), metas));
        } else {
            claims.insert(file, (route, claimant));
        }
    }
    diagnostics
}

fn conflict(first: &(Route, Claimant), second: &(Route, Claimant), metas: &Metas) -> Diagnostic {
    let place = |claimant: &Claimant| match claimant {
        Claimant::Site => None,
        Claimant::Page(entity) => metas.get(entity).map(|meta| meta.title()),
        Claimant::Alias(entity, at) => {
            metas.get(entity).map(|meta| meta.yaml.span(&[Key("aliases"), Index(*at)]))
        }
    };
    let address = format!("/{}", second.0.address());
    let (code, message, help) = match &second.1 {
        Claimant::Alias(..) if !matches!(first.1, Claimant::Alias(..)) => (
            Code::AliasHidesPage,
            format!("the alias `{address}` is the address of a page that exists"),
            "remove the alias, or rename the page",
        ),
        _ if matches!(first.1, Claimant::Site) => (
            Code::RouteConflict,
            format!("the address `{address}` belongs to a page that every site has"),
            "give this file another name",
        ),
        _ => (
            Code::RouteConflict,
            format!("two things claim the address `{address}`"),
            "rename one of them",
        ),
    };
    let span = place(&second.1)
        .unwrap_or_else(|| Span::start_of(crate::diagnostic::SourceFile::new("content", "")));
    let diagnostic = Diagnostic::new(code, span, message).help(help);
    match place(&first.1) {
        Some(other) => diagnostic.related(other, "the other is here"),
        None => diagnostic,
    }
}

/// Reports links to addresses of this site (`/timeline/`) that do not exist.
pub(super) fn addresses(explainer: &Explainer, metas: &Metas) -> Vec<Diagnostic> {
    let known: BTreeSet<String> =
        explainer.routes().iter().map(|route| format!("/{}", route.address())).collect();
    let mut diagnostics = Vec::new();
    for (entity, entry) in explainer.records().entries() {
        for (link, target) in entry.body.document.links.iter().zip(&entry.body.targets) {
            let Target::Site(address) = target else { continue };
            let path = address.split(['#', '?']).next().unwrap_or_default();
            if !known.contains(path)
                && let Some(meta) = metas.get(&entity)
            {
                let pages = known.iter().map(String::as_str).filter(|it| it.ends_with('/'));
                let near = pages
                    .clone()
                    .find(|page| page.trim_end_matches('/') == path)
                    .or_else(|| did_you_mean(path, pages));
                let help = near.map_or_else(
                    || "a first slash means the root of this site; to a file, write a relative path".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("this site has no address `{path}`");
                diagnostics.push(
                    Diagnostic::new(Code::BrokenLink, meta.body_span(&link.range), message)
                        .help(help),
                );
            }
        }
    }
    diagnostics
}

/// What is no mistake, but lets a reader or an editor down.
pub(super) fn warnings(
    explainer: &Explainer,
    metas: &Metas,
    mentions: &BTreeMap<Entity, Vec<Mention>>,
) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let mut warn = |entity: &Entity, code, message: String, help: &str| {
        if let Some(meta) = metas.get(entity) {
            warnings.push(Diagnostic::new(code, meta.title(), message).help(help));
        }
    };
    let records = explainer.records();
    for (slug, participant) in records
        .participants
        .iter()
        .filter(|(_, it)| it.positions.is_empty() && it.no_position.is_none())
    {
        let entity = Entity::Participant(slug.clone());
        warn(
            &entity,
            Code::ParticipantWithoutPosition,
            format!("{} has no position", participant.name),
            "add one, if a source supports it, or say why there is none: `no_position: …`",
        );
    }
    for (slug, issue) in &records.issues {
        if explainer.matrix().division(slug).is_none_or(Division::is_empty) {
            let message = format!("nobody has a position on “{}”", issue.title);
            warn(
                &Entity::Issue(slug.clone()),
                Code::IssueWithoutPosition,
                message,
                "add one, if a source supports it",
            );
        }
    }
    let linked: BTreeSet<&Entity> = mentions
        .iter()
        .flat_map(|(from, mentions)| mentions.iter().map(move |mention| (from, &mention.to)))
        .filter(|(from, to)| from != to)
        .map(|(_, to)| to)
        .collect();
    for (entity, _) in records.entries().filter(|(entity, _)| !linked.contains(entity)) {
        let title = explainer.title(&entity);
        match &entity {
            Entity::Home | Entity::Source(_) => {}
            Entity::Term(_) => {
                let help = "link it where a reader first meets it, or remove it";
                warn(
                    &entity,
                    Code::UnlinkedTerm,
                    format!("nothing links to the term “{title}”"),
                    help,
                );
            }
            _ if reaches_others(records, &entity) => {}
            _ => warn(
                &entity,
                Code::OrphanPage,
                format!("nothing links to “{title}”"),
                "link to it where a reader would look for it",
            ),
        }
    }
    warnings.extend(uncited(explainer, metas));
    warnings
}

/// Whether `entity`'s own front matter ties it to something whose page then links back to it.
fn reaches_others(records: &Records, entity: &Entity) -> bool {
    match entity {
        Entity::Participant(slug) => records
            .participants
            .get(slug)
            .is_some_and(|it| it.party.is_some() || !it.positions.is_empty()),
        Entity::Party(slug) => records
            .parties
            .get(slug)
            .is_some_and(|it| !it.members.is_empty() || !it.positions.is_empty()),
        Entity::Event(slug) => records
            .events
            .get(slug)
            .is_some_and(|it| !it.participants.is_empty() || !it.issues.is_empty()),
        _ => false,
    }
}

fn uncited(explainer: &Explainer, metas: &Metas) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for (slug, source) in &explainer.records().sources {
        let Some(meta) = metas.get(&Entity::Source(slug.clone())) else { continue };
        let cited = |id: &Slug| {
            !explainer
                .ledger()
                .claims(&Citation { source: slug.clone(), passage: id.clone() })
                .is_empty()
        };
        if !source.passages.iter().any(|passage| cited(&passage.id)) {
            let never = Diagnostic::new(
                Code::UncitedSource,
                meta.title(),
                format!("the source “{}” is never cited", source.title),
            );
            warnings.push(never.help("cite it, or remove it"));
            continue;
        }
        for passage in source.passages.iter().filter(|passage| !cited(&passage.id)) {
            let span = meta.yaml.key_span(&[Key("passages")], passage.id.as_str());
            let never = Diagnostic::new(
                Code::UncitedPassage,
                span,
                format!("the passage `{}` is never cited", passage.id),
            );
            warnings.push(
                never.help("cite it, or remove it: what it reports is missing from the explainer"),
            );
        }
    }
    warnings
}

/// Every passage with the number of claims that rest on it, for `check`'s coverage.
pub fn coverage(explainer: &Explainer) -> Vec<(Citation, usize)> {
    let sources = explainer.records().sources.iter();
    let passages = sources.flat_map(|(slug, source)| {
        source.passages.iter().map(|it| Citation { source: slug.clone(), passage: it.id.clone() })
    });
    passages
        .map(|citation| (citation.clone(), explainer.ledger().claims(&citation).len()))
        .collect()
}
