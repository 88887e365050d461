//! The kinds of content files, with the words for each kind, in one table.

use super::{Entity, Section, Slug};

macro_rules! kinds {
    ($($kind:ident $about:literal $folder:literal $word:literal $one:literal $section:expr;)*) => {
        /// A kind of content file. Files of one kind lie in one folder.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $(#[doc = concat!($about, ".")] $kind,)*
        }

        impl Kind {
            /// All kinds, in the order in which their folders are read.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// Returns the folder of its files under `content/`.
            pub fn folder(self) -> &'static str {
                match self { $(Self::$kind => $folder),* }
            }

            /// Returns the word for it in commands, schemas, and the theme's strings and classes.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $word),* }
            }

            /// Returns a description, without a final period.
            pub fn about(self) -> &'static str {
                match self { $(Self::$kind => $about),* }
            }

            /// Returns the noun for it in messages, with its article.
            pub fn one(self) -> &'static str {
                match self { $(Self::$kind => $one),* }
            }

            /// Returns the section that lists all entities of this kind. `None` if there is none.
            pub fn section(self) -> Option<Section> {
                match self { $(Self::$kind => $section),* }
            }

            /// Returns the entity of this kind with this slug.
            pub fn entity(self, slug: Slug) -> Entity {
                match self { $(Self::$kind => Entity::$kind(slug)),* }
            }
        }

        impl Entity {
            /// Returns the kind of its file and the slug. `None` for the front page.
            fn of_kind(&self) -> Option<(Kind, &Slug)> {
                match self {
                    Self::Home => None,
                    $(Self::$kind(slug) => Some((Kind::$kind, slug)),)*
                }
            }
        }
    };
}

kinds! {
    Participant "A person, or someone known by their office"
        "participants" "participant" "a participant" Some(Section::Participants);
    Party "A country, an organisation or a coalition"
        "parties" "party" "a party" Some(Section::Parties);
    Issue "What is negotiated"
        "issues" "issue" "an issue" Some(Section::Issues);
    Event "What happened, or is announced"
        "events" "event" "an event" Some(Section::Timeline);
    Source "A text that claims rest on"
        "sources" "source" "a source" Some(Section::Sources);
    Term "A word of the glossary"
        "glossary" "term" "a glossary term" Some(Section::Glossary);
    Page "Any other page"
        "pages" "page" "a page" None;
}

impl Kind {
    /// Returns the noun for it in messages.
    pub fn noun(self) -> &'static str {
        self.one().split_once(' ').map_or("", |(_, noun)| noun)
    }

    /// Returns the kind with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// Returns the kind whose files lie in this folder.
    pub fn of_folder(folder: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.folder() == folder)
    }
}

impl Entity {
    /// Returns the slug; `None` for the front page.
    pub fn slug(&self) -> Option<&Slug> {
        self.of_kind().map(|(_, slug)| slug)
    }

    /// Returns the entity of the same kind with this slug. The front page is returned unchanged.
    #[must_use]
    pub fn with_slug(&self, slug: Slug) -> Self {
        self.of_kind().map_or(Self::Home, |(kind, _)| kind.entity(slug))
    }

    /// Returns an `id` that is unique among all entities: `issue.ceasefire`.
    pub fn id(&self) -> String {
        match self.slug() {
            Some(slug) => format!("{}.{slug}", self.kind()),
            None => self.kind().to_owned(),
        }
    }

    /// Returns the word for its kind in the theme's strings and classes.
    pub fn kind(&self) -> &'static str {
        self.of_kind().map_or("home", |(kind, _)| kind.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::explainer::Slug;

    #[test]
    fn folders_and_entities_lead_back_to_their_kind() {
        let slug = Slug::parse("x").expect("a slug");
        for kind in Kind::ALL {
            assert_eq!(Kind::of_folder(kind.folder()), Some(*kind));
            let entity = kind.entity(slug.clone());
            assert_eq!((entity.kind(), entity.slug()), (kind.as_str(), Some(&slug)));
        }
        assert_eq!(Kind::of_folder("media"), None);
    }
}
