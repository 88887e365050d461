//! The pages: one struct for each template, which holds the variables that the template sees beside those of the [frame](frame::Frame).
//! `templates/README.md` documents them, and a test compares the two.

mod builder;
mod card;
mod compare;
mod embed;
mod events;
mod found;
mod frame;
mod further;
mod home;
mod issue;
mod lists;
mod machine;
mod matrix;
mod page;
mod participant;
mod parts;
mod party;
mod positions;
#[cfg(test)]
mod readme;
mod search;
mod source;
mod styles;

use serde::Serialize;

pub(super) use builder::Builder;
pub(super) use card::{CardPage, can_be_drawn, card};
pub(super) use frame::Frame;

/// The variables of one template.
pub(super) trait Page: Serialize {
    /// The template's path in the theme.
    const TEMPLATE: &'static str;
}

macro_rules! templates {
    ($($template:literal $page:ty),* $(,)?) => {
        $(impl Page for $page {
            const TEMPLATE: &'static str = $template;
        })*

        /// Returns the schemas of the variables of all templates, each with the template's path.
        #[cfg(test)]
        fn schemas() -> Vec<(&'static str, schemars::Schema)> {
            vec![$(($template, schemars::schema_for!($page))),*]
        }
    };
}

templates! {
    "404.html" lists::NotFoundPage,
    "_headers" machine::Headers,
    "card.svg" CardPage,
    "compare.html" compare::ComparePage,
    "data.html" machine::DataPage,
    "embed.html" embed::EmbedPage<'_>,
    "event.html" events::EventPage,
    "glossary.html" lists::GlossaryPage<'_>,
    "home.html" home::HomePage<'_>,
    "issue.html" issue::IssuePage<'_>,
    "issues.html" lists::IssuesPage<'_>,
    "offline.html" lists::OfflinePage,
    "page.html" lists::TextPage,
    "part.html" further::FurtherPage<'_>,
    "participant.html" participant::ParticipantPage<'_>,
    "participants.html" lists::ParticipantsPage,
    "parties.html" lists::PartiesPage,
    "party.html" party::PartyPage<'_>,
    "passage.html" source::PassagePage<'_>,
    "positions.html" matrix::PositionsPage<'_>,
    "redirect.html" lists::RedirectPage,
    "search.html" search::SearchPage,
    "sitemap-index.xml" machine::SitemapIndex,
    "sitemap.xml" machine::Sitemap,
    "source.html" source::SourcePage<'_>,
    "sources.html" source::SourcesPage<'_>,
    "sw.js" machine::Worker,
    "timeline.html" events::TimelinePage,
    "updates.html" lists::UpdatesPage,
}
