//! Every kind of problem, in one table. The reference in `docs/diagnostics.md` is generated from it.

use super::Severity;

macro_rules! codes {
    ($($(#[$group:meta])* $variant:ident $name:literal $severity:ident $title:literal $mend:literal)*) => {
        /// The stable name of a kind of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the reference.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the name that reports print, stable from version to version.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// Returns the severity of every problem of this kind.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),* }
            }

            /// Returns a few words on what is wrong.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),* }
            }

            /// Returns a sentence or two on how to correct it.
            pub fn mend(self) -> &'static str {
                match self { $(Self::$variant => $mend),* }
            }
        }
    };
}

codes! {
    UnreadableFile "unreadable-file" Error "a file or folder cannot be read"
        "Check that it exists and that you may read it."
    NotUtf8 "not-utf8" Error "a text file is not UTF-8"
        "Save the file as UTF-8; the message names the first line that is not."
    FileTooLarge "file-too-large" Error "a file is larger than anything of its kind should be"
        "Divide a text among several files: a Markdown file may have 10 MB, its front matter and `site.yaml` 4 MB. Publish other files of more than 200 MB elsewhere, and link to them."
    TooDeep "too-deep" Error "lists, quotations or values stand within each other more than 100 levels deep"
        "Write it flatter. Where it was not meant to nest, put the value in quotation marks, or a backslash before the character."
    SymlinkLoop "symlink-loop" Error "symbolic links lead round in a circle, or back to a folder they lie in"
        "Remove the link, or point it elsewhere."
    LinkOutside "link-outside" Error "a symbolic link leads out of the explainer's folder"
        "Put a copy of the file in its place: what is published must lie in the folder, so that one look at it shows all."
    ControlCharacter "control-character" Error "a text holds a control character"
        "Remove it; nothing that is published can show it."
    BadFileName "bad-file-name" Error "a name that some systems cannot hold"
        "Rename it: no name that Windows reserves (`con`, `nul`, `com1`, …), no period or space at its end, none of `< > : \" | ? * \\`, at most 255 bytes."
    NameClash "name-clash" Error "two names differ in nothing but letter case or the form of their accents"
        "Rename one of them; on many systems they are the same file."
    StrayFile "stray-file" Error "a Markdown file lies where no kind of content belongs, or has an ending with which it is not read"
        "Move it into `participants/`, `parties/`, `issues/`, `events/`, `sources/`, `glossary/` or `pages/`, and give it the ending `.md`."
    BadSlug "bad-slug" Error "a file name is no slug"
        "Use lower-case letters a to z, digits and single hyphens: the name becomes the page's address."
    DuplicateSlug "duplicate-slug" Error "two files of one kind have the same slug, letter case aside"
        "Rename one of them; on many file systems and in addresses they cannot be told apart."
    MissingFrontMatter "missing-front-matter" Error "a file does not begin with front matter"
        "Begin the file with a line `---`, then the YAML, then another line `---`."
    UnclosedFrontMatter "unclosed-front-matter" Error "the front matter has no closing fence"
        "Put a line `---` after the YAML."
    MalformedYaml "malformed-yaml" Error "the YAML cannot be read"
        "Look at the line and the one before: indentation, a missing colon, an unclosed quotation mark. Quote a value that holds `: ` or begins with a special character."
    WrongType "wrong-type" Error "a value has the wrong type"
        "The message says what was expected: one value, a list (`[…]`, or each entry after `- `), or a mapping (`key: value`)."
    UnknownKey "unknown-key" Error "a key that this kind of file does not have"
        "Correct the spelling, or move the key to where it belongs; the help lists the keys that exist."
    DuplicateKey "duplicate-key" Error "a key stands twice in one mapping"
        "Keep one of the two."
    MissingKey "missing-key" Error "a required key is missing"
        "Add it; the message names it."
    BadValue "bad-value" Error "a value is none of those allowed"
        "Use one of the values that the help lists."
    EmptyTitle "empty-title" Error "a title, name or other text that readers see is empty"
        "Write it out."
    BadDate "bad-date" Error "a date is not of the form 2025-04-17, 2025-04 or 2025, or does not exist"
        "Write year, month and day with hyphens; leave out the day or the month when it is not known."
    UntilBeforeDate "until-before-date" Error "an event ends before it begins"
        "Swap `date` and `until`, or correct one of them."
    BadLanguage "bad-language" Error "`native_lang` is no tag of a language"
        "Write its tag (BCP 47): two or three letters such as `uk` or `fr`, perhaps with a region, `pt-BR`."
    BadBaseUrl "bad-base-url" Error "`base_url` is no address a site can be published at"
        "Write it in full: `https://example.org/` or `https://example.github.io/repository/`."
    BadDomain "bad-domain" Error "`custom_domain` is no host name"
        "Write the name alone, without scheme, port or path: `talks.example.org`."
    DomainMismatch "domain-mismatch" Error "`custom_domain` is not where `base_url` says that the site is published"
        "A domain of its own holds the site at its root: write `https://<custom_domain>/` in `base_url`, or remove `custom_domain`."
    BadUrl "bad-url" Error "a source's `url` is no address on the web"
        "Write it in full, beginning with `https://`; leave it out when the source cannot be read there."
    UnknownLanguage "unknown-language" Error "the theme has no words in the site's language"
        "Use one of the languages that the help lists, or add `templates/strings/<language>.yaml` with the theme's words in yours."
    DuplicateId "duplicate-id" Error "two things that are told apart by their ids have the same one"
        "Rename one of them."
    UnknownParticipant "unknown-participant" Error "a participant who has no file"
        "Correct the slug, or add `participants/<slug>.md`."
    UnknownParty "unknown-party" Error "a party that has no file"
        "Correct the slug, or add `parties/<slug>.md`."
    UnknownIssue "unknown-issue" Error "an issue that has no file"
        "Correct the slug, or add `issues/<slug>.md`."
    UnknownProposal "unknown-proposal" Error "a proposal that the issue does not list"
        "Use an `id` from the issue's `proposals`, or add one there."
    UnknownStance "unknown-stance" Error "a stance that `site.yaml` does not define"
        "Use an `id` from `stances` in `site.yaml`, or add one there."
    UnknownEvent "unknown-event" Error "an event that has no file"
        "Correct the slug, or add `events/<slug>.md`."
    UnknownSource "unknown-source" Error "a source that has no file"
        "Correct the slug, or add `sources/<slug>.md`."
    UnknownPassage "unknown-passage" Error "a passage that the source does not list"
        "Use an id from the source's `passages`, or add one there."
    BadCitation "bad-citation" Error "a citation is not of the form `source#passage` (front matter) or `[@source passage]` (Markdown)"
        "Name one source and one passage of it; separate several by `;` in Markdown, or write a list in front matter."
    PositionWithoutCitation "position-without-citation" Error "a position cites nothing"
        "Add `cite: source#passage`. A position that no source supports is left out: the site then says that it is not stated."
    QuoteWithoutCitation "quote-without-citation" Error "a quote cites nothing"
        "Add `cite: source#passage`, naming the passage that holds the words."
    ClaimWithoutCitation "claim-without-citation" Error "an event, a contact or an open question cites nothing"
        "Add `cite: source#passage`, naming the passage it rests on."
    SpeakerWithoutQuote "speaker-without-quote" Error "`quote_by` stands without a quote"
        "Add the quote, or remove `quote_by`."
    PositionDenied "position-denied" Error "a participant has positions, and a reason for having none"
        "Remove `no_position`, or the positions."
    InferredWithoutReason "inferred-without-reason" Error "a position is inferred, but nothing says why"
        "Add `reason:` with one sentence that a reader can check."
    TwoCurrentPositions "two-current-positions" Error "one holder has two current positions on one issue"
        "Give them different `as_of` dates, so that they make a history, or merge them."
    ContactWithSelf "contact-with-self" Error "a participant is in contact with themselves, or a party is a member of itself"
        "Name the other side."
    CircularMembers "circular-members" Error "a party is a member of one of its own members"
        "Remove one of the memberships that lead round."
    RouteConflict "route-conflict" Error "two things claim one address"
        "Rename one of them."
    BadAlias "bad-alias" Error "an alias is no address within the site"
        "Write the old address from the site's root, with slashes at both ends: `/people/macron/`."
    AliasHidesPage "alias-hides-page" Error "an alias is the address of a page that exists"
        "Remove the alias, or rename the page."
    LostAddress "lost-address" Error "an address of an earlier build would be gone (`build --compare`)"
        "Add it to `aliases` of the page that took its place, or bring back what it was made from."
    DeadLink "dead-link" Error "a link out of the site leads nowhere (`check --external`)"
        "Link to where it can be read now, or to a copy in an archive."
    BrokenLink "broken-link" Error "a relative link leads to no file"
        "Correct the path; it is relative to the file it stands in, as on GitHub."
    BrokenAnchor "broken-anchor" Error "a link's `#anchor` is no heading of the page it leads to"
        "Use one of the anchors that the help lists: a heading's text in lower case, with hyphens for spaces."
    BrokenWikiLink "broken-wiki-link" Error "a wiki-link names nothing that exists"
        "Use a slug, a title or a name, or a qualified slug such as `[[issues/ceasefire]]`."
    UnknownTerm "unknown-term" Error "a wiki-link to a glossary term that has no file"
        "Correct the slug, or add `glossary/<slug>.md`."
    AmbiguousWikiLink "ambiguous-wiki-link" Error "a wiki-link names more than one thing"
        "Say which by its folder: `[[issues/ceasefire]]` or `[[glossary/ceasefire]]`."
    MissingImage "missing-image" Error "an image or other file that does not exist"
        "Correct the path; it is relative to the file it stands in."
    FileKind "file-kind" Error "a linked file is of a kind that is not published"
        "Publish it as one of the kinds that `docs/reference.md` lists, or link to it elsewhere. `files: [kind]` in `site.yaml` publishes further kinds, also those that browsers run."
    BadDrawing "bad-drawing" Error "a linked SVG file cannot be read"
        "Save it anew as plain SVG, or as a picture. Its `<svg>` needs `xmlns`, and the file has to be well-formed XML."
    ImageWithoutAlt "image-without-alt" Error "an image has no alternative text"
        "Say in the square brackets what the image shows, for readers who do not see it."
    LinkWithoutText "link-without-text" Error "a link has no text"
        "Say in the square brackets where it leads, for readers to see."
    NestedLink "nested-link" Error "a citation, a footnote or a link stands in the text of another link"
        "Write one behind the other: a link cannot hold another."
    UnknownFootnote "unknown-footnote" Error "a footnote's mark has no footnote"
        "Define it on a line of its own, `[^1]: …`, or correct the label."
    DuplicateFootnote "duplicate-footnote" Error "two footnotes have the same label, letter case aside"
        "Give one of them another label: only the first is published."
    UnusedFootnote "unused-footnote" Error "nothing refers to a footnote, so that it is not published"
        "Write its mark, `[^1]`, where the text refers to it, or remove it."
    LostCells "lost-cells" Error "a table's row has more cells than its head"
        "Give the head another column, or write a bar that is meant as text as `\\|`, in code and in `[[…]]` as well."
    UnclosedComment "unclosed-comment" Error "a comment does not end before another begins, or not at all"
        "Write `-->` where it ends: nothing in a comment is published."
    BodyHeadingOne "body-heading-one" Error "a body has a heading of the first level"
        "Use `##`: the page's one first-level heading is its title."
    RawHtmlRefused "raw-html-refused" Error "a body holds raw HTML, which `site.yaml` refuses"
        "Write Markdown; a character that is meant literally is escaped with a backslash (`\\<`). `raw_html: sanitized` publishes harmless elements."
    QuoteNotInSource "quote-not-in-source" Error "a quote does not stand in the source it cites"
        "Quote verbatim, from the beginning of a word to the end of one. Quotation marks, apostrophes, spaces and dashes may differ in form; words may not."
    QuoteNotInPassage "quote-not-in-passage" Error "a quote stands in the source, but not in the passage cited"
        "Cite the passage that holds the words; the help names it."
    BadSourceText "bad-source-text" Error "the text given for a source does not fit its record"
        "Give one paragraph for each passage, in the order of the record."
    TemplateSyntax "template-syntax" Error "a template does not parse, or uses something that does not exist"
        "Correct the template; `templates/README.md` lists what each one sees."
    TemplateRender "template-render" Error "a template fails on a page"
        "Correct the template; the message names the page that was being rendered."
    MissingThemeFile "missing-theme-file" Error "a template names a theme file that does not exist"
        "Correct the path; it is relative to `static/`."
    BadThemeFile "bad-theme-file" Error "a stylesheet or strings file of the theme cannot be read"
        "Correct the file; the message says what is wrong with it."
    CommentInText "comment-in-text" Warning "a comment cuts a text of the front matter short"
        "Put the value in quotation marks: in YAML, what follows a space and `#` is a comment. One that is meant stands on a line of its own."
    TypographicQuotes "typographic-quotes" Warning "typographic quotation marks stand around a value, and are part of it"
        "Write straight ones (`\"…\"`), which YAML reads, or none. To show typographic ones, put straight ones around them."
    FarDate "far-date" Warning "a date is further ahead than any talks are planned"
        "Correct the year; leave a date out where it is not known."
    AsOfAfterSources "as-of-after-sources" Warning "a position is dated after all sources that it cites"
        "Correct `as_of`, or cite the source that is as late as it. It is a warning only, since a source can say what will hold from a later day."
    SameName "same-name" Warning "two parties, issues or terms have the same name"
        "Name them so that readers can tell them apart."
    UnshownLeadIssue "unshown-lead-issue" Warning "more issues lead than the front page shows"
        "Keep three in `lead_issues`; the pages of all issues are linked anyway."
    RawHtml "raw-html" Warning "something in raw HTML is not published, or not as it is written"
        "Write it in Markdown, or remove it; `docs/reference.md` lists what raw HTML may hold. `raw_html: trusted` in `site.yaml` publishes all of it as it is written."
    BlockedByPolicy "blocked-by-policy" Warning "browsers would neither load nor run something in the theme, since the pages' content security policy forbids it"
        "Put scripts and styles into files in `static/`, with copies of what lies on other hosts, and name them by their paths there."
    LooksLikeMarkup "looks-like-markup" Warning "a text looks like Markdown, or like what other programs make of it, and is published as it stands"
        "Write it as the help says; put a backslash before its first character if it is meant as text."
    UnclosedCode "unclosed-code" Warning "a code block is never closed"
        "Repeat the fence on a line of its own where the code ends."
    UnusedDefinition "unused-definition" Warning "nothing refers to the definition of a link, or another has the same label"
        "Remove it, or put a backslash before its bracket if the line is meant as text. `<!-- … -->` and `[//]: # (…)` are comments."
    DrawingContent "drawing-content" Warning "something in an SVG file is not published, because it could run or fetch something"
        "Remove it from the drawing. `files: [svg]` in `site.yaml` publishes drawings as they are written."
    MissingTranslation "missing-translation" Warning "the strings file of the site's language lacks a word"
        "Add the key to `templates/strings/<language>.yaml`; until then the English word stands in."
    MovedLink "moved-link" Warning "a link out of the site is redirected for good (`check --external`)"
        "Write the new address, if it shows the same; the help names it."
    UnprovenLink "unproven-link" Warning "whether a link out of the site leads anywhere could not be found out (`check --external`)"
        "Open it in a browser: the host did not answer in time, failed, or keeps programs out."
    ParticipantWithoutPosition "participant-without-position" Note "a participant has no position"
        "Add one, if a source supports it; if none does, say so with `no_position: …`, one sentence that readers see."
    IssueWithoutPosition "issue-without-position" Note "nobody has a position on an issue"
        "Add one, if a source supports it."
    UncitedSource "uncited-source" Note "a source is never cited"
        "Cite it, or remove it."
    UncitedPassage "uncited-passage" Note "a passage is never cited"
        "Cite it, or remove it from `passages`: what it reports is missing from the explainer."
    UnlinkedTerm "unlinked-term" Note "nothing links to a glossary term"
        "Link it where a reader first meets it: `[[glossary/backstop|backstop]]`."
    DraftLinked "draft-linked" Note "a published page links to a draft, or names one"
        "Publish the draft, or remove the reference; until then it is left out of the site."
    PageWithoutCard "page-without-card" Note "a page has no card of its own, the picture that stands for it elsewhere"
        "The fonts of cards have Latin and Cyrillic letters. Where a page's words have others, the front page's card stands for it; `cards: false` in `site.yaml` does without cards."
}

/// Returns the reference of all codes as a Markdown page, which is the text of `docs/diagnostics.md`.
pub fn reference() -> String {
    let mut page = String::from(
        "# Diagnostics\n\n\
         Every problem that `standpoint check` and `standpoint build` report has one of these codes. Errors stop a build.\n\
         Warnings do so only with `--strict`. Notes are about unfinished work and never stop anything. `standpoint explain CODE` prints one\n\
         of them.\n\n\
         <!-- Made by `standpoint explain --markdown`; a test keeps it true. -->\n",
    );
    for severity in Severity::ALL {
        let heading = match severity {
            Severity::Error => "Errors",
            Severity::Warning => "Warnings",
            Severity::Note => "Notes",
        };
        let codes = Code::ALL.iter().filter(|code| code.severity() == severity);
        let cell = |text: &str| text.replace('|', "\\|");
        let row = |code: &Code| {
            let (name, title, mend) = (code.name(), cell(code.title()), cell(code.mend()));
            format!("| `{name}` | {title} | {mend} |\n")
        };
        let rows = codes.map(row).collect::<Vec<_>>().concat();
        let head = "| code | what is wrong | how to mend it |\n|---|---|---|\n";
        page.extend(["\n## ", heading, "\n\n", head, &rows]);
    }
    page
}
