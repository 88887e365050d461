//! The command line, parsed once; no module below sees a raw flag.

use std::ffi::OsStr;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::content;
use crate::explainer::{BaseUrl, Kind};

/// Explainers of negotiations, from checked Markdown to a static site.
#[derive(Debug, Parser)]
#[command(name = "standpoint", version, about, propagate_version = true)]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check the content and publish the site into a folder
    Build(Build),
    /// Check the content and render every page, writing nothing
    Check(Check),
    /// Serve the site to a browser while writing, without publishing it
    Serve(Serve),
    /// Begin an explainer: a small, complete one to write over
    Init(Init),
    /// Begin a file with the right front matter
    New(Box<New>),
    /// Print JSON Schemas with which an editor completes and checks front matter and site.yaml
    Schema(Schema),
    /// Rename a thing and every reference to it
    Mv(Mv),
    /// Tell an editor what it asks while you write: the language server, on standard input and output
    Lsp(Lsp),
    /// Explain a diagnostic's code, or list them all
    Explain(Explain),
    /// Print the completions for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// What all commands that load an explainer take.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Common {
    /// The explainer's folder: the one that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// Where the site is published, in place of `base_url` in site.yaml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub(super) base_url: Option<BaseUrl>,
    /// Make drafts part of the site
    #[arg(long)]
    pub(super) drafts: bool,
    /// Treat warnings as errors; notes stay notes
    #[arg(long)]
    pub(super) strict: bool,
    /// How to print problems
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
    /// Print problems only
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Print what the time is spent on
    #[arg(short, long, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}

/// `build`.
#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would print it as help")]
    pub(super) common: Common,
    /// The folder to publish into [default: public, in the explainer's folder]
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Keep files that no build wrote in the folder and publish them with the site, now and in later builds
    #[arg(long)]
    pub(super) force: bool,
    /// Write `.gz`, `.br` and `.zst` siblings of texts, for servers that send them (GitHub Pages compresses by itself)
    #[arg(long)]
    pub(super) compress: bool,
    /// An earlier build, as its folder or its manifest: publish nothing if an address of it would be gone
    #[arg(long, value_name = "PATH")]
    pub(super) compare: Option<PathBuf>,
}

/// `check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would print it as help")]
    pub(super) common: Common,
    /// A source's text to prove quotes against, one paragraph a passage; may be given several times
    #[arg(long = "source-text", value_name = "SOURCE=FILE", value_parser = source_text)]
    pub(super) source_texts: Vec<(String, PathBuf)>,
    /// Ask for every link that leads out of the site as well
    #[arg(long)]
    pub(super) external: bool,
    /// How long an answer may take
    #[arg(long, requires = "external", value_name = "SECONDS", value_parser = seconds, default_value = "20")]
    pub(super) timeout: Duration,
    /// Ask again for links that were good within the last day
    #[arg(long, requires = "external")]
    pub(super) no_cache: bool,
}

/// `serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would print it as help")]
    pub(super) common: Common,
    /// Look again whenever a file changes, and bring open browsers up to date
    #[arg(short, long)]
    pub(super) watch: bool,
    /// Look for changes twice a second, where the system sends no events
    #[arg(long, requires = "watch")]
    pub(super) poll: bool,
    /// Open the site in the browser
    #[arg(short, long)]
    pub(super) open: bool,
    /// The port [default: 3000, or the next free one]
    #[arg(short, long)]
    pub(super) port: Option<u16>,
    /// The address to bind to
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub(super) host: IpAddr,
}

/// `init`.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The folder to write into
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// Copy out the theme as well, for changing
    #[arg(long)]
    pub(super) theme: bool,
}

/// `new`.
#[derive(Debug, Args)]
pub(super) struct New {
    /// What it is about
    #[arg(value_parser = KindParser)]
    pub(super) kind: Kind,
    /// What readers call it
    pub(super) name: String,
    /// The explainer's folder: the one that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// Its slug [default: made from the name]
    #[arg(long)]
    pub(super) slug: Option<String>,
    /// A participant's office or part in the talks
    #[arg(long)]
    pub(super) role: Option<String>,
    /// A participant's party, by its slug
    #[arg(long, value_name = "SLUG")]
    pub(super) party: Option<String>,
    /// What a party is: country, organisation or coalition
    #[arg(long = "kind", value_name = "KIND")]
    pub(super) party_kind: Option<String>,
    /// An issue, as one question
    #[arg(long)]
    pub(super) question: Option<String>,
    /// Where an issue stands: open, agreed or set-aside
    #[arg(long)]
    pub(super) status: Option<String>,
    /// The date of an event or a source
    #[arg(long)]
    pub(super) date: Option<String>,
    /// Where an event was
    #[arg(long)]
    pub(super) place: Option<String>,
    /// The passage that reports an event
    #[arg(long, value_name = "SOURCE#PASSAGE")]
    pub(super) cite: Option<String>,
    /// Who published a source
    #[arg(long)]
    pub(super) publisher: Option<String>,
    /// Where a source can be read
    #[arg(long)]
    pub(super) url: Option<String>,
}

impl New {
    /// Returns the given values by front matter key.
    pub(super) fn values(&self) -> Vec<(&'static str, String)> {
        let values = [
            ("role", &self.role),
            ("party", &self.party),
            ("kind", &self.party_kind),
            ("question", &self.question),
            ("status", &self.status),
            ("date", &self.date),
            ("place", &self.place),
            ("cite", &self.cite),
            ("publisher", &self.publisher),
            ("url", &self.url),
        ];
        values.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))).collect()
    }
}

/// `mv`.
#[derive(Debug, Args)]
pub(super) struct Mv {
    /// What to rename: its folder and slug, as in `participants/david-lammy`, or the path of its file
    pub(super) from: String,
    /// Its new slug
    pub(super) to: String,
    /// The explainer's folder: the one that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// Leave no redirect at the old address
    #[arg(long)]
    pub(super) no_alias: bool,
}

/// `lsp`.
#[derive(Debug, Args)]
pub(super) struct Lsp {
    /// The explainer's folder: the one that holds `content/`; without it, it is looked for in what the editor has open
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// What many editors add; there is no other way
    #[arg(long, hide = true)]
    pub(super) stdio: bool,
}

/// A parser of [`Kind`] that suggests a kind for other words.
#[derive(Clone)]
struct KindParser;

impl KindParser {
    /// Returns what to write in place of a word that is no kind.
    fn hint(word: &str) -> Option<&'static str> {
        Some(match word.to_lowercase().as_str() {
            "glossary" | "word" | "definition" | "terms" => "term",
            "coalition" | "alliance" => "party --kind coalition",
            "organisation" | "organization" => "party --kind organisation",
            "country" | "state" | "parties" => "party",
            "person" | "people" | "participants" => "participant",
            "topic" | "question" | "issues" => "issue",
            "meeting" | "events" => "event",
            "article" | "document" | "sources" => "source",
            "pages" => "page",
            _ => return None,
        })
    }
}

impl TypedValueParser for KindParser {
    type Value = Kind;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Kind, clap::Error> {
        let word = value.to_string_lossy();
        let words = PossibleValuesParser::new(Kind::ALL.iter().map(|kind| kind.as_str()));
        let kinds = words.try_map(|word| Kind::of_word(&word).ok_or("no kind has this name"));
        let parsed = kinds.parse_ref(command, argument, OsStr::new(&*word));
        parsed.map_err(|mut error| {
            if let Some(hint) = Self::hint(&word) {
                error.remove(ContextKind::SuggestedValue);
                let tip = format!("write `standpoint new {hint}`").into();
                error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
            }
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |kind: &Kind| PossibleValue::new(kind.as_str()).help(kind.about());
        Some(Box::new(Kind::ALL.iter().map(value)))
    }
}

/// `schema`.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// What it describes; when left out, all of them, as one object
    #[arg(value_parser = PossibleValuesParser::new(content::schema_names()))]
    pub(super) kind: Option<String>,
    /// The explainer's folder, whose slugs complete references [default: the current one, if it holds `content/`]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Write each into a file of its own in this folder instead: `party.json`
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

/// `completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// `explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The code, as reports print it; all codes when left out
    pub(super) code: Option<String>,
    /// Print the reference page instead
    #[arg(long, conflicts_with = "code")]
    pub(super) markdown: bool,
}

/// How problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: the excerpt underlined, and what to do
    Human,
    /// One JSON object a line
    Json,
    /// GitHub Actions annotations
    Github,
}

fn base_url(text: &str) -> Result<BaseUrl, &'static str> {
    BaseUrl::parse(text).ok_or("expected an address in full, as in `https://example.org/talks/`")
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse().ok().and_then(|it| Duration::try_from_secs_f64(it).ok());
    seconds.filter(|it| !it.is_zero()).ok_or("expected a number of seconds, as in `20` or `0.5`")
}

fn source_text(text: &str) -> Result<(String, PathBuf), String> {
    let (source, file) = text.split_once('=').ok_or(
        "expected the source's slug, an equals sign and a file: `ap-2025-04-17=article.txt`",
    )?;
    Ok((source.to_owned(), file.into()))
}
