//! The workflows that GitHub runs, here and in what `init` writes: that they are sound, and that what is easily lost in them is there.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::project::{Project, repository};

/// The workflow that publishes, of this repository and of an explainer just begun; what it calls `standpoint`.
fn publishing(project: &Project) -> [(Value, &'static str); 2] {
    project.run("init talks").exit(0);
    let parse = |path: PathBuf| {
        let text = fs::read_to_string(path.join(".github/workflows/pages.yml")).expect("pages.yml");
        serde_yaml::from_str(&text).expect("it is YAML")
    };
    [
        (parse(repository()), "cargo run --release --locked --"),
        (parse(project.path().join("talks")), "standpoint"),
    ]
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
fn they_are_sound() {
    let project = Project::empty();
    project.run("init talks").exit(0);
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
        let (made, step) = runs(build, &format!("{standpoint} build ${{BASE_URL:+--base-url"));
        assert_eq!(step["if"], "github.ref == 'refs/heads/main'");
        assert_eq!(step["env"]["BASE_URL"], "${{ steps.pages.outputs.base_url }}");
        assert!(check < configure && configure < made, "{build:#}");
        assert!(workflow["on"].get("pull_request").is_some(), "{workflow:#}");
        assert_eq!(workflow["on"]["push"]["branches"], json!(["main"]));
        let cancel = &workflow["concurrency"]["cancel-in-progress"];
        assert_eq!(*cancel, "${{ github.event_name == 'pull_request' }}");
    }
}

#[test]
fn everything_that_was_built_is_published_with_no_more_rights_than_that_takes() {
    for (workflow, _) in publishing(&Project::empty()) {
        let (build, deploy) = (&workflow["jobs"]["build"], &workflow["jobs"]["deploy"]);
        let (_, upload) = uses(build, "actions/upload-pages-artifact@");
        assert_eq!(upload["with"], json!({ "path": "public", "include-hidden-files": true }));
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

#[test]
fn a_new_explainer_installs_the_version_that_began_it() {
    let project = Project::empty();
    project.run("init talks").exit(0);
    let workflow = project.read("talks/.github/workflows/pages.yml");
    let version = env!("CARGO_PKG_VERSION");
    assert!(workflow.contains(&format!("--version {version} --locked")), "{workflow}");
    assert!(workflow.contains(&format!("key: standpoint-{version}-")), "{workflow}");
    assert!(!workflow.contains("STANDPOINT_VERSION"), "{workflow}");
}
