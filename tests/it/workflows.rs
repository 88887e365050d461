//! The workflows that GitHub runs, here and in what `init` writes: that they are sound, and that what is easily lost in them is there.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::project::{Project, repository};

/// The workflow that `init` writes, as a file.
const WORKFLOW: &str = "talks/.github/workflows/pages.yml";

/// The workflow that publishes, of this repository and of an explainer just begun, once its owner has switched it on; what it calls
/// `standpoint`.
fn publishing(project: &Project) -> [(Value, &'static str); 2] {
    project.run("init talks").exit(0);
    let own = fs::read_to_string(repository().join(".github/workflows/pages.yml"));
    let parse = |text: &str| serde_yaml::from_str(text).expect("it is YAML");
    [
        (parse(&own.expect("pages.yml")), "cargo run --release --locked --"),
        (parse(&switched_on(&project.read(WORKFLOW))), "standpoint"),
    ]
}

/// The workflow as its own comment says to switch it on.
fn switched_on(workflow: &str) -> String {
    let install = "      # Install Standpoint: the step goes here.\n";
    assert!(workflow.contains(install), "{workflow}");
    let workflow = workflow.replace(install, "      - run: ./bring-standpoint\n");
    let (head, rest) = workflow.split_once("\non:\n").expect("events");
    let (events, jobs) = rest.split_once("\n\n").expect("a blank line after the events");
    format!("{head}\non:\n{}\n\n{jobs}", events.replace("# ", ""))
}

/// The step for which this holds, and which one it is.
fn step(job: &Value, is_it: impl Fn(&Value) -> bool) -> (usize, &Value) {
    let steps = job["steps"].as_array().expect("steps");
    let found = steps.iter().enumerate().find(|(_, step)| is_it(step));
    found.unwrap_or_else(|| panic!("no such step in {job:#}"))
}

fn uses<'a>(job: &'a Value, action: &str) -> (usize, &'a Value) {
    step(job, |step| step["uses"].as_str().is_some_and(|uses| uses.starts_with(action)))
}

fn runs<'a>(job: &'a Value, command: &str) -> (usize, &'a Value) {
    step(job, |step| step["run"].as_str().is_some_and(|run| run.starts_with(command)))
}

#[test]
#[ignore = "needs scripts/test"]
fn they_are_sound() {
    let project = Project::empty();
    project.run("init talks").exit(0);
    let switched_on = switched_on(&project.read(WORKFLOW));
    let project = project.file("talks/.github/workflows/switched-on.yml", switched_on);
    let folders = [repository(), project.path().join("talks")];
    let files = folders.iter().flat_map(|folder| {
        let entries = fs::read_dir(folder.join(".github/workflows")).expect("workflows");
        entries.map(|entry| entry.expect("an entry").path())
    });
    let tools = repository().join("tests/tools");
    assert!(
        tools.join("node_modules").exists(),
        "the linter is missing: run `scripts/test`, which installs it"
    );
    let output = Command::new("node").arg(tools.join("workflows.mjs")).args(files).output();
    let output = output.expect("node runs; `scripts/test` installs it");
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    assert!(out.contains(" workflows linted"), "{out}");
}

#[test]
fn a_pull_request_is_checked_at_its_lines_before_anything_is_built() {
    for (workflow, standpoint) in publishing(&Project::empty()) {
        let build = &workflow["jobs"]["build"];
        let (check, step) = runs(build, &format!("{standpoint} check --strict --format github"));
        assert!(step.get("if").is_none(), "it runs for every event: {step:#}");
        let (configure, step) = uses(build, "actions/configure-pages@");
        assert_eq!(step["if"], "github.ref == 'refs/heads/main'");
        let (made, step) = runs(
            build,
            &format!("{standpoint} build --output \"$RUNNER_TEMP/site\" ${{BASE_URL:+--base-url"),
        );
        assert_eq!(step["if"], "github.ref == 'refs/heads/main'");
        assert_eq!(step["env"]["BASE_URL"], "${{ steps.pages.outputs.base_url }}");
        assert!(check < configure && configure < made, "{build:#}");
        assert!(workflow["on"].get("pull_request").is_some(), "{workflow:#}");
        assert_eq!(workflow["on"]["push"]["branches"], json!(["main"]));
        let cancel = &workflow["concurrency"]["cancel-in-progress"];
        assert_eq!(*cancel, "${{ github.event_name == 'pull_request' }}");
    }
}

/// A4: what lies in `public/` or in the staging folder beside it, in the repository, is not published.
#[test]
fn everything_that_was_built_is_published_with_no_more_rights_than_that_takes() {
    for (workflow, _) in publishing(&Project::empty()) {
        let (build, deploy) = (&workflow["jobs"]["build"], &workflow["jobs"]["deploy"]);
        let (_, upload) = uses(build, "actions/upload-pages-artifact@");
        assert_eq!(
            upload["with"],
            json!({ "path": "${{ runner.temp }}/site", "include-hidden-files": true })
        );
        let (_, publish) = uses(deploy, "actions/deploy-pages@");
        assert_eq!(publish["id"], "deployment");
        let url = "${{ steps.deployment.outputs.page_url }}";
        assert_eq!(deploy["environment"], json!({ "name": "github-pages", "url": url }));
        assert_eq!(deploy["needs"], "build");
        assert_eq!(workflow["permissions"], json!({}));
        assert_eq!(build["permissions"], json!({ "contents": "read", "pages": "read" }));
        assert_eq!(deploy["permissions"], json!({ "pages": "write", "id-token": "write" }));
        let (_, checkout) = uses(build, "actions/checkout@");
        assert_eq!(checkout["with"]["persist-credentials"], false);
    }
}

/// A6: nobody has published a package `standpoint`; whoever did so would run code in the job that publishes.
#[test]
fn a_new_explainer_installs_nothing_and_says_so() {
    let project = Project::empty();
    let run = project.run("init talks").exit(0);
    assert!(run.err.contains("is off and installs nothing"), "{}", run.err);
    let text = project.read(WORKFLOW);
    assert!(text.contains("it installs nothing. To switch it on:"), "{text}");
    let version = env!("CARGO_PKG_VERSION");
    assert!(text.contains(&format!("Standpoint {version} wrote this file")), "{text}");
    let workflow: Value = serde_yaml::from_str(&text).expect("it is YAML");
    let events: Vec<_> = workflow["on"].as_object().expect("events").keys().collect();
    assert_eq!(events, ["workflow_dispatch"]);
    let steps = workflow["jobs"]["build"]["steps"].as_array().expect("steps");
    let commands: Vec<_> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
    assert!(!commands.iter().any(|it| it.contains("install ")), "{commands:?}");
}

/// A6: switched on and without a step that installs, or started by hand, it ends with a message.
#[test]
fn a_workflow_without_standpoint_says_what_is_missing() {
    let project = Project::empty();
    project.run("init talks").exit(0);
    let workflow: Value = serde_yaml::from_str(&project.read(WORKFLOW)).expect("it is YAML");
    let (_, find) = step(&workflow["jobs"]["build"], |step| step["name"] == "Find Standpoint");
    let find = |path: &str| {
        let shell = Command::new("/bin/bash")
            .args(["-e", "-c", find["run"].as_str().expect("a command")])
            .env("PATH", path)
            .output()
            .expect("bash runs");
        (shell.status.code(), String::from_utf8_lossy(&shell.stdout).into_owned())
    };
    let (status, said) = find("/nowhere");
    assert_eq!(status, Some(1));
    assert!(said.starts_with("::error file=.github/workflows/pages.yml::"), "{said}");
    let program = PathBuf::from(env!("CARGO_BIN_EXE_standpoint"));
    let folder = program.parent().expect("a folder").to_string_lossy().into_owned();
    assert_eq!(find(&folder).0, Some(0));
}
