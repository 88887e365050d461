//! Checks that need the whole content: addresses claimed twice, links to addresses that do not exist, and notes on unfinished work.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::corpus::Files;
use super::parsed::Meta;
use super::resolution::Told;
use super::yaml::Step::{Index, Key};
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean, folded};
use crate::explainer::{
    ASSETS, Citation, DataFile, Division, Entity, Explainer, Records, Route, SEARCH_INDEX, Section,
    Slug, Target,
};

/// The owner of an output path: the site itself, a page, a page derived from another, or an alias (its entity and its index in `aliases`).
#[derive(Clone)]
enum Claimant {
    Site,
    Page(Entity),
    /// A generated page that belongs to the page of an entity: a further part of it, or the page of a passage.
    Part(Entity),
    Alias(Entity, usize),
}

/// Returns a diagnostic for every output whose path is already claimed, or lies below a claimed file. Letter case is ignored.
pub(super) fn routes(records: &Records, files: &Files) -> Vec<Diagnostic> {
    let fixed = [
        Route::Home,
        Route::Positions,
        Route::Compare,
        Route::DataPage,
        Route::Feed(None),
        Route::Worker,
        Route::Updates,
        Route::Search,
        Route::NotFound,
        Route::Offline,
        Route::Sitemap,
        Route::Robots,
        Route::Headers,
        Route::NoJekyll,
        Route::Cname,
    ];
    let fixed = fixed
        .into_iter()
        .chain(Section::ALL.into_iter().map(Route::Section))
        .chain(DataFile::ALL.into_iter().map(Route::Data))
        .map(|route| (route, Claimant::Site));
    let aliases = records.entries().flat_map(|(entity, entry)| {
        let aliases = entry.aliases.iter().enumerate();
        aliases.map(move |(at, alias)| {
            (Route::Redirect(alias.clone(), entity.clone()), Claimant::Alias(entity.clone(), at))
        })
    });
    let aliases: Vec<_> = aliases.collect();
    let within_reach = within_reach(&aliases);
    let can_clash = |(route, claimant): &(Route, Claimant)| match claimant {
        Claimant::Page(Entity::Home | Entity::Term(_)) => false,
        // All entities but `Page` have addresses in the folder of their kind, so only an alias can clash with them.
        Claimant::Page(entity) if !matches!(entity, Entity::Page(_)) => {
            !within_reach.is_empty() && within_reach.contains(&route.file())
        }
        _ => true,
    };
    let pages =
        records.entries().map(|(it, _)| (Route::from(&it), Claimant::Page(it))).filter(can_clash);
    // The file names in the folder of the search index are not known yet, so no other output may be in it. Nor may a page be in the folder
    // of hashed files, because browsers cache everything there for good.
    let folders = [SEARCH_INDEX, ASSETS].map(|it| it.trim_end_matches('/').to_owned());
    let mut claims =
        BTreeMap::from(folders.map(|folder| (folder, (Route::Search, Claimant::Site))));
    let cards = cards(records, &aliases);
    let embeds = records
        .issues
        .keys()
        .map(|slug| (Route::Embed(slug.clone()), Claimant::Page(Entity::Issue(slug.clone()))));
    let parts = parts(records, &aliases);
    let mut diagnostics = Vec::new();
    let all = fixed.chain(pages).chain(cards).chain(embeds).chain(parts).chain(aliases);
    for (route, claimant) in all {
        let file = folded(&route.file()).into_owned();
        // A file cannot be a folder as well: `robots.txt` rules out `robots.txt/index.html`.
        let above = file
            .match_indices('/')
            .map(|(at, _)| &file[..at])
            .find(|path| claims.contains_key(*path));
        if let Some(first) = claims.get(above.unwrap_or(&file)) {
            diagnostics.push(conflict(first, &(route, claimant), files));
        } else {
            claims.insert(file, (route, claimant));
        }
    }
    diagnostics
}

/// Returns the cards whose addresses something else may claim: the front page's and those of pages, or all cards if an alias lies in their
/// folder. An empty list if the site has no cards.
fn cards(records: &Records, aliases: &[(Route, Claimant)]) -> Vec<(Route, Claimant)> {
    let card = |page: Route| Route::Card(Box::new(page));
    let front = card(Route::Home);
    let folder = front.file().trim_end_matches("index.png").to_owned();
    let all = aliases.iter().any(|(alias, _)| alias.file().to_lowercase().starts_with(&folder));
    let entries = records.entries().map(|(entity, _)| entity);
    let entries = entries.filter(|it| !matches!(it, Entity::Home | Entity::Term(_)));
    let entries = entries.filter(|it| all || matches!(it, Entity::Page(_)));
    let of_entries = entries.map(|it| (card(Route::from(&it)), Claimant::Page(it)));
    let all = std::iter::once((front, Claimant::Site)).chain(of_entries);
    all.filter(|_| records.site.cards).collect()
}

/// Returns the further parts of pages, and the pages of passages, whose addresses an alias claims. Which of them exist depends on the
/// amount of content, so an alias may not claim the address of one that does not exist yet either.
fn parts(records: &Records, aliases: &[(Route, Claimant)]) -> Vec<(Route, Claimant)> {
    let pages = || {
        let lists = [Route::Positions, Route::Section(Section::Participants)];
        let lists = lists.into_iter().map(|route| (route, Claimant::Site));
        let entities = records.entries().map(|(it, _)| it);
        let entities = entities.filter(|it| !matches!(it, Entity::Home | Entity::Term(_)));
        lists.chain(entities.map(|it| (Route::from(&it), Claimant::Part(it))))
    };
    let passage = |address: &str| {
        let address = address.strip_prefix("sources/")?.strip_suffix('/')?;
        let (source, passage) = address.split_once('/')?;
        let (slug, source) = records.sources.iter().find(|(slug, _)| slug.as_str() == source)?;
        let passage = source.passages.iter().find(|it| it.id.as_str() == passage)?;
        let citation = Citation { source: slug.clone(), passage: passage.id.clone() };
        Some((Route::Passage(citation), Claimant::Part(Entity::Source(slug.clone()))))
    };
    let part = |address: &str| {
        let (page, number) = Route::page_of_part_at(address)?;
        let known = pages().find(|(route, _)| route.address() == page);
        let (page, claimant) = known.or_else(|| passage(page))?;
        Some((page.part(number), claimant))
    };
    let claimed = aliases.iter().filter_map(|(alias, _)| {
        let address = alias.address().to_lowercase();
        part(&address).or_else(|| passage(&address))
    });
    let claimed: BTreeMap<_, _> =
        claimed.map(|(route, claimant)| (route.file(), (route, claimant))).collect();
    claimed.into_values().collect()
}

/// Returns the files that these aliases claim and all folders above them, in lower case.
fn within_reach(aliases: &[(Route, Claimant)]) -> HashSet<String> {
    let files = aliases.iter().map(|(route, _)| folded(&route.file()).into_owned());
    let reach = files.flat_map(|file| {
        let above = file.match_indices('/').map(|(at, _)| file[..at].to_owned());
        above.chain([file.clone()]).collect::<Vec<_>>()
    });
    reach.collect()
}

fn conflict(first: &(Route, Claimant), second: &(Route, Claimant), files: &Files) -> Diagnostic {
    let place = |claimant: &Claimant| match claimant {
        Claimant::Site => None,
        Claimant::Page(entity) | Claimant::Part(entity) => files.meta(entity).map(Meta::title),
        Claimant::Alias(entity, at) => {
            files.meta(entity).map(|meta| meta.yaml.span(&[Key("aliases"), Index(*at)]))
        }
    };
    let address = format!("/{}", second.0.address());
    let (code, message, help) = match &second.1 {
        Claimant::Alias(..) if is_further(&first.0) => (
            Code::AliasHidesPage,
            format!("the alias `{address}` is an address at which a long page goes on"),
            "remove the alias, or choose another address",
        ),
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

/// Returns `true` for a further part of a long page and for the page of a passage.
fn is_further(route: &Route) -> bool {
    matches!(route, Route::Part(..) | Route::Passage(_))
}

/// Reports links to addresses of this site (`/timeline/`) that do not exist. Only files with such links are checked.
pub(super) fn addresses(
    explainer: &Explainer,
    files: &Files,
    told: &[(Entity, Arc<Told>)],
) -> Vec<Diagnostic> {
    let known = |path: &str| {
        path.strip_prefix('/').is_some_and(|address| explainer.route_at(address).is_some())
    };
    let mut diagnostics = Vec::new();
    for (entity, _) in told.iter().filter(|(_, told)| told.has_addresses) {
        let Some(entry) = explainer.entry(entity) else { continue };
        for (link, target) in entry.body.document.links.iter().zip(&entry.body.targets) {
            let Target::Site(address) = target else { continue };
            let path = address.split(['#', '?']).next().unwrap_or_default();
            if !known(path)
                && let Some(meta) = files.meta(entity)
            {
                let addresses = explainer.routes().iter().map(|it| format!("/{}", it.address()));
                let addresses: BTreeSet<_> = addresses.collect();
                let pages = addresses.iter().map(String::as_str).filter(|it| it.ends_with('/'));
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

/// Reports parties that are members of their own members. Each cycle is reported once.
pub(super) fn circles(records: &Records, files: &Files) -> Vec<Diagnostic> {
    // `done` holds the parties whose members have all been searched, `passed` those on the current path.
    let (mut done, mut passed) = (HashSet::new(), HashSet::new());
    let mut diagnostics = Vec::new();
    for start in records.parties.keys() {
        if done.contains(start) {
            continue;
        }
        // The current path: each party with the number of its members visited so far. An explicit stack, because a chain may be too long
        // for recursion.
        let mut way: Vec<(&Slug, usize)> = vec![(start, 0)];
        while let Some((slug, at)) = way.last_mut() {
            let member = records.parties.get(*slug).and_then(|party| party.members.get(*at));
            passed.insert(*slug);
            *at += 1;
            let Some(member) = member else {
                passed.remove(*slug);
                done.insert(*slug);
                way.pop();
                continue;
            };
            if passed.contains(member) {
                let back = way.iter().position(|(it, _)| *it == member).unwrap_or_default();
                diagnostics.extend(circle(&way[back..], files));
            } else if !done.contains(member) {
                way.push((member, 0));
            }
        }
    }
    diagnostics
}

/// Returns the diagnostic for a cycle, given as a path from each party to one of its members. `None` for a path of one party: a party that
/// is its own member is reported when its file is resolved.
fn circle(way: &[(&Slug, usize)], files: &Files) -> Option<Diagnostic> {
    let [(first, _), next @ .., (last, _)] = way else { return None };
    let second = next.first().map_or(last, |(slug, _)| slug);
    let place = |of: &Slug, member: &Slug| {
        let meta = files.meta(&Entity::Party(of.clone()))?;
        Some(meta.yaml.item_span("members", member.as_str()))
    };
    let message =
        format!("`{first}` cannot be a member of `{last}`, which is one of its own members");
    let circle = Diagnostic::new(Code::CircularMembers, place(last, first)?, message);
    let circle = circle.related(place(first, second)?, "the circle begins here");
    Some(circle.help("remove one of the memberships that lead round"))
}

/// Warns of entities of one kind that have the same name.
fn same_names(records: &Records, files: &Files) -> Vec<Diagnostic> {
    let parties = records.parties.iter();
    let parties = parties.map(|(slug, it)| (Entity::Party(slug.clone()), it.name.as_str()));
    let issues = records.issues.iter();
    let issues = issues.map(|(slug, it)| (Entity::Issue(slug.clone()), it.title.as_str()));
    let terms = records.terms.iter();
    let terms = terms.map(|(slug, it)| (Entity::Term(slug.clone()), it.title.as_str()));
    let mut seen = HashMap::new();
    let mut warnings = Vec::new();
    for (entity, name) in parties.chain(issues).chain(terms) {
        let key = (std::mem::discriminant(&entity), folded(name));
        let Some(first) = seen.get(&key) else {
            seen.insert(key, entity);
            continue;
        };
        if let (Some(meta), Some(other)) = (files.meta(&entity), files.meta(first)) {
            let message = format!("two have the name “{name}”");
            let same = Diagnostic::new(Code::SameName, meta.title(), message);
            let same = same.related(other.title(), "the other is here");
            warnings.push(same.help("name them so that readers can tell them apart"));
        }
    }
    warnings
}

/// Returns notes on unfinished work, and warnings of content that readers cannot tell apart.
pub(super) fn warnings(
    explainer: &Explainer,
    files: &Files,
    told: &[(Entity, Arc<Told>)],
) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let mut note = |entity: &Entity, code, message: String, help: &str| {
        if let Some(meta) = files.meta(entity) {
            notes.push(Diagnostic::new(code, meta.title(), message).help(help));
        }
    };
    let records = explainer.records();
    for (slug, participant) in records
        .participants
        .iter()
        .filter(|(_, it)| it.positions.is_empty() && it.no_position.is_none())
    {
        let entity = Entity::Participant(slug.clone());
        note(
            &entity,
            Code::ParticipantWithoutPosition,
            format!("{} has no position", participant.name),
            "add one, if a source supports it, or say why there is none: `no_position: …`",
        );
    }
    for (slug, issue) in &records.issues {
        if explainer.division(slug).is_none_or(Division::is_empty) {
            let message = format!("nobody has a position on “{}”", issue.title);
            note(
                &Entity::Issue(slug.clone()),
                Code::IssueWithoutPosition,
                message,
                "add one, if a source supports it",
            );
        }
    }
    // All other entities are in a list or in the footer, so something always links to them.
    let linked = linked(records, told);
    let is_linked = |entity: &Entity| {
        records.roster.number(entity).is_some_and(|number| linked[number as usize])
    };
    let terms = records.terms.keys().cloned().map(Entity::Term);
    for entity in terms.filter(|entity| !is_linked(entity)) {
        let message = format!("nothing links to the term “{}”", explainer.title(&entity));
        let help = "link it where a reader first meets it, or remove it";
        note(&entity, Code::UnlinkedTerm, message, help);
    }
    notes.extend(uncited(explainer, files));
    notes.extend(same_names(records, files));
    notes
}

/// Returns one flag for each entity, by its number: `true` if another file mentions the entity.
fn linked(records: &Records, told: &[(Entity, Arc<Told>)]) -> Vec<bool> {
    let mut linked = vec![false; records.roster.len()];
    for number in told.iter().flat_map(|(_, told)| &told.mentioned) {
        linked[*number as usize] = true;
    }
    linked
}

fn uncited(explainer: &Explainer, files: &Files) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    for (slug, source) in &explainer.records().sources {
        let Some(meta) = files.meta(&Entity::Source(slug.clone())) else { continue };
        let cited = |id: &Slug| {
            let citation = Citation { source: slug.clone(), passage: id.clone() };
            explainer.claims(&citation).len() > 0
        };
        if !source.passages.iter().any(|passage| cited(&passage.id)) {
            let never = Diagnostic::new(
                Code::UncitedSource,
                meta.title(),
                format!("the source “{}” is never cited", source.title),
            );
            notes.push(never.help("cite it, or remove it"));
            continue;
        }
        for passage in source.passages.iter().filter(|passage| !cited(&passage.id)) {
            let span = meta.yaml.key_span(&[Key("passages")], passage.id.as_str());
            let never = Diagnostic::new(
                Code::UncitedPassage,
                span,
                format!("the passage `{}` is never cited", passage.id),
            );
            notes.push(
                never.help("cite it, or remove it: what it reports is missing from the explainer"),
            );
        }
    }
    notes
}

/// Returns every passage with the number of claims that cite it, for `check`'s coverage.
pub fn coverage(explainer: &Explainer) -> Vec<(Citation, usize)> {
    let sources = explainer.records().sources.iter();
    let passages = sources.flat_map(|(slug, source)| {
        source.passages.iter().map(|it| Citation { source: slug.clone(), passage: it.id.clone() })
    });
    passages
        .map(|citation| {
            let claims = explainer.claims(&citation).len();
            (citation, claims)
        })
        .collect()
}
