//! The commands: they call the modules below and print the results. Apart from the language server's transport, no other module prints.

mod args;
mod external;
mod mv;
mod progress;
mod report;
mod scaffold;
mod schema;
mod serve;

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{CommandFactory, Parser};

use args::{Cli, Command, Format};

use crate::content::{self, LoadOptions};
use crate::diagnostic::{
    self, Code, Diagnostic, Severity, did_you_mean, printable, printable_line, reference,
};
use crate::files;
use crate::publish::{self, Comparison, Earlier, PublishError, PublishOptions};
use crate::render::Renderer;
use crate::snapshot::{self, Snapshot};
use args::{Build, Check, Common, Explain, Lsp};
use progress::Progress;

/// The result of a run, which becomes the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExitStatus {
    /// Success (exit code 0).
    Success,
    /// Errors in the content (exit code 1).
    ContentWrong,
    /// A wrong command line, or a command that could not be carried out, after an I/O error for example (exit code 2).
    Failure,
}

impl From<ExitStatus> for std::process::ExitCode {
    fn from(status: ExitStatus) -> Self {
        match status {
            ExitStatus::Success => Self::from(0),
            ExitStatus::ContentWrong => Self::from(1),
            ExitStatus::Failure => Self::from(2),
        }
    }
}

/// Returns the explainer's folder in which to recover an interrupted rename before the command runs. `None` if the command reads no
/// explainer or does this itself.
fn root_of(command: &Command) -> Option<&Path> {
    match command {
        Command::Build(build) => Some(&build.common.root),
        Command::Check(check) => Some(&check.common.root),
        Command::Serve(serve) => Some(&serve.common.root),
        Command::New(new) => Some(&new.root),
        Command::Schema(schema) => Some(schema.root.as_deref().unwrap_or(Path::new("."))),
        // `mv` and `lsp` recover renames themselves.
        _ => None,
    }
}

/// Runs the command that the process was started with, prints its results and returns its exit code: 0 after success, 1 if there are errors in
/// the content, 2 if the command line is wrong or the command could not be carried out.
pub fn main() -> std::process::ExitCode {
    run(&Cli::parse()).into()
}

/// Runs one command.
fn run(cli: &Cli) -> ExitStatus {
    // A rename that was killed half-way would show up as broken references.
    if let Some(Err(status)) = root_of(&cli.command).map(mv::recover) {
        return status;
    }
    match &cli.command {
        Command::Build(build) => self::build(build),
        Command::Check(check) => self::check(check),
        Command::Serve(serve) => serve::run(serve),
        Command::Init(init) => scaffold::init(init),
        Command::New(new) => scaffold::new(new),
        Command::Schema(schema) => schema::run(schema),
        Command::Mv(mv) => mv::mv(mv),
        Command::Lsp(lsp) => self::lsp(lsp),
        Command::Explain(explain) => self::explain(explain),
        Command::Completions(completions) => self::completions(completions.shell),
        Command::Man => man(),
    }
}

/// Prints to standard error, with color if the terminal supports it. Errors are ignored.
fn say(text: &str) {
    let _ = write!(anstream::stderr().lock(), "{text}");
}

/// Prints to standard output. Errors are ignored.
fn answer(text: &str) {
    let _ = write!(anstream::stdout().lock(), "{text}");
}

/// Prints diagnostics: the human format to standard error, the machine-readable formats to standard output.
fn print(diagnostics: &[Diagnostic], common: &Common) {
    let text = report::text(diagnostics, common.format, common.strict);
    if common.format == Format::Human { say(&text) } else { answer(&text) }
}

/// Runs the language server until the editor ends the session.
fn lsp(arguments: &Lsp) -> ExitStatus {
    match crate::lsp::run(arguments.root.clone()) {
        Ok(true) => ExitStatus::Success,
        // The protocol requires exit code 1 if `exit` comes without `shutdown` (3.17, "Exit Notification").
        Ok(false) => ExitStatus::ContentWrong,
        Err(error) => failure(
            &format!("the conversation with the editor broke off: {error}"),
            "`standpoint lsp` is started by an editor; docs/editors.md says how",
        ),
    }
}

/// Checks that `root` contains `content/`. Errs if it does not: then the command line is wrong, not the content.
fn find_explainer(root: &Path) -> Result<(), ExitStatus> {
    let is_missing = |path: &Path| {
        path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    let message = if is_missing(root) {
        format!("there is no folder `{}`", root.display())
    } else if is_missing(&root.join("content")) {
        format!("`{}` is no explainer: it holds no `content/`", root.display())
    } else {
        return Ok(());
    };
    let help = "run this in the folder that holds `content/`, or name it with `--root`";
    Err(failure(&message, help))
}

fn load_options(common: &Common, source_texts: Vec<(String, PathBuf)>) -> LoadOptions {
    LoadOptions {
        root: common.root.clone(),
        drafts: common.drafts,
        base_url: common.base_url.clone(),
        source_texts,
        ..LoadOptions::default()
    }
}

fn load(common: &Common, source_texts: Vec<(String, PathBuf)>) -> Snapshot {
    let options = load_options(common, source_texts);
    let mut memo = snapshot::Memo::default();
    let snapshot = snapshot::load(&options, &mut memo);
    // The memo is not used again. Dropping it takes a while, so it is done in the background.
    rayon::spawn(move || drop(memo));
    if common.verbose {
        took("content", snapshot.content_took);
        took("theme", snapshot.theme_took);
    }
    snapshot
}

/// Prints the time that a part of the work took, in milliseconds.
fn took(part: &str, time: Duration) {
    say(&format!("{part:10} {:7.1} ms\n", time.as_secs_f64() * 1000.0));
}

/// Returns `true` if any diagnostic stops the command: an error, or with `strict` a warning as well.
fn stops(diagnostics: &[Diagnostic], strict: bool) -> bool {
    diagnostics.iter().any(|it| report::severity(it, strict) == Severity::Error)
}

/// Prints the diagnostics, their number by severity and `outcome`, and returns [`ExitStatus::ContentWrong`].
fn content_wrong(diagnostics: &[Diagnostic], common: &Common, outcome: &str) -> ExitStatus {
    print(diagnostics, common);
    let tally = report::tally(diagnostics, common.strict).unwrap_or_default();
    say(&format!("{tally}: {outcome}\n"));
    ExitStatus::ContentWrong
}

/// The help text for a wrong value of `--compare`.
const EARLIER_HELP: &str = "name the folder of an earlier build, or its `.standpoint-manifest.json`, which is published with the site";

fn build(build: &Build) -> ExitStatus {
    let started = Instant::now();
    let common = &build.common;
    if let Err(status) = find_explainer(&common.root) {
        return status;
    }
    let earlier = match build.compare.as_deref().map(Earlier::read).transpose() {
        Ok(earlier) => earlier,
        Err(message) => return failure(&message, EARLIER_HELP),
    };
    let Snapshot { renderer, mut diagnostics, .. } = load(common, Vec::new());
    let Some(renderer) = renderer.filter(|_| !stops(&diagnostics, common.strict)) else {
        return content_wrong(&diagnostics, common, "nothing was published");
    };
    let Comparison { lost, moved } =
        earlier.map(|earlier| publish::compare(&earlier, &renderer)).unwrap_or_default();
    diagnostics.extend(lost);
    diagnostics.extend(renderer.check_cards());
    if stops(&diagnostics, common.strict) {
        diagnostic::sort(&mut diagnostics);
        return content_wrong(&diagnostics, common, "nothing was published");
    }
    print(&diagnostics, common);
    for (from, to) in moved.iter().filter(|_| !common.quiet) {
        say(&format!("moved: {from} redirects to {to}\n"));
    }
    let output = build.output.clone().unwrap_or_else(|| common.root.join("public"));
    let options = PublishOptions {
        output: output.clone(),
        root: common.root.clone(),
        force: build.force,
        state: files::state_folder(),
        compress: build.compress,
    };
    let progress = Progress::new(renderer.routes().len(), common.quiet);
    let published = publish::publish(&renderer, &options, &|| progress.advance());
    progress.finish();
    match published {
        Ok(published) => {
            if common.verbose {
                took("rendering", published.rendering_took);
                took("indexing", published.indexing_took);
                took("swapping", published.swapping_took);
            }
            for remark in published.near_limits.iter().chain(&published.left_beside) {
                say(&printable(&format!("warning: {remark}\n")));
            }
            if !common.quiet {
                let tally = report::tally(&diagnostics, common.strict)
                    .map(|tally| format!(" ({tally})"))
                    .unwrap_or_default();
                let time = started.elapsed().as_millis();
                say(&printable(&format!(
                    "{} pages in {time} ms: {}{tally}\n",
                    published.pages,
                    output.display()
                )));
            }
            // The process ends here. Dropping a large site would only delay that.
            std::mem::forget(renderer);
            ExitStatus::Success
        }
        Err(PublishError::Render(found)) => content_wrong(&found, common, "nothing was published"),
        Err(PublishError::Refused(message, help)) => failure(&message, &help),
        Err(PublishError::Leftover(message, help)) => failure(
            &format!("the site was published, but not all is cleared away: {message}"),
            &help,
        ),
        Err(PublishError::Io(what, error)) => {
            failure(&format!("{what}: {error}"), "nothing was published; the folder is as it was")
        }
    }
}

fn failure(message: &str, help: &str) -> ExitStatus {
    let (message, help) = (printable_line(message), printable(help));
    say(&format!("error: {message}\nhelp: {help}\n"));
    ExitStatus::Failure
}

fn check(check: &Check) -> ExitStatus {
    let common = &check.common;
    if let (true, Some((message, help))) = (check.external, external::LEFT_OUT) {
        return failure(message, help);
    }
    if let Err(status) = find_explainer(&common.root) {
        return status;
    }
    if let Some((_, file)) = check.source_texts.iter().find(|(_, file)| !file.exists()) {
        let message = format!("`{}` cannot be read: nothing is there", file.display());
        return failure(&message, "correct the path given with `--source-text`");
    }
    let Snapshot { renderer, mut diagnostics, .. } = load(common, check.source_texts.clone());
    let renderer = renderer.map(Renderer::without_colors);
    diagnostics.extend(renderer.iter().flat_map(publish::rehearse));
    diagnostics.extend(renderer.as_ref().and_then(Renderer::check_cards));
    diagnostic::sort(&mut diagnostics);
    if stops(&diagnostics, common.strict) {
        return content_wrong(&diagnostics, common, "the content is not fit to publish");
    }
    let Some(renderer) = renderer else { return ExitStatus::ContentWrong };
    if check.external {
        diagnostics.extend(external::check(check, &renderer));
        diagnostic::sort(&mut diagnostics);
    }
    if stops(&diagnostics, common.strict) {
        return content_wrong(&diagnostics, common, "not all links lead where they should");
    }
    print(&diagnostics, common);
    if !common.quiet && common.format == Format::Human {
        if !check.source_texts.is_empty() {
            answer(&coverage(&renderer));
        }
        let tally =
            report::tally(&diagnostics, common.strict).unwrap_or_else(|| "no problem".to_owned());
        say(&format!(
            "{} pages checked: {tally}\n",
            renderer.routes().iter().filter(|route| route.is_page()).count()
        ));
    }
    ExitStatus::Success
}

/// Returns one line for each passage, with the number of claims that cite it.
fn coverage(renderer: &Renderer) -> String {
    let lines = content::coverage(renderer.explainer()).into_iter().map(|(citation, claims)| {
        let noun = if claims == 1 { "claim" } else { "claims" };
        format!("{citation}: {claims} {noun}\n")
    });
    lines.collect()
}

fn completions(shell: clap_complete::Shell) -> ExitStatus {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "standpoint", &mut script);
    answer(&String::from_utf8_lossy(&script));
    ExitStatus::Success
}

fn man() -> ExitStatus {
    let mut page = Vec::new();
    // Writing to memory cannot fail.
    let _ = clap_mangen::Man::new(Cli::command()).render(&mut page);
    answer(&String::from_utf8_lossy(&page));
    ExitStatus::Success
}

fn explain(explain: &Explain) -> ExitStatus {
    if explain.markdown {
        answer(&reference());
        return ExitStatus::Success;
    }
    let Some(name) = &explain.code else {
        answer(
            &Code::ALL
                .iter()
                .map(|code| format!("{:28} {}\n", code.name(), code.title()))
                .collect::<String>(),
        );
        return ExitStatus::Success;
    };
    if let Some(code) = Code::ALL.iter().find(|code| code.name() == name) {
        answer(&format!(
            "{} ({}): {}\n\n{}\n",
            code.name(),
            code.severity(),
            code.title(),
            code.mend()
        ));
        return ExitStatus::Success;
    }
    let near = did_you_mean(name, Code::ALL.iter().map(|code| code.name()));
    let help = near.map_or_else(
        || "`standpoint explain` lists them all".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    failure(&format!("there is no code `{name}`"), &help)
}
