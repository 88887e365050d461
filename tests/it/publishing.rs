//! Publishing over what was published: what stays as it is, and what a killed build leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use standpoint::explainer::sha256_hex;

use crate::faults::run_with;
use crate::project::{Project, files_in};

/// When each file of a folder was last written.
fn times(folder: &Path) -> BTreeMap<String, SystemTime> {
    let time = |path: &str| fs::metadata(folder.join(path)).and_then(|it| it.modified());
    let files = files_in(folder).into_iter();
    files.map(|(path, _)| (path.clone(), time(&path).expect("its time"))).collect()
}

/// Sets every file's time to one long ago, so that a file that is written shows.
fn age(folder: &Path) -> SystemTime {
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for (path, _) in files_in(folder) {
        let file = fs::File::options().write(true).open(folder.join(path)).expect("it is there");
        file.set_modified(then).expect("its time is set");
    }
    then
}

#[test]
fn a_second_build_with_nothing_changed_rewrites_nothing() {
    let project = Project::new().searched();
    project.run("build --compress").exit(0);
    let public = project.path().join("public");
    let then = age(&public);
    project.run("build --compress").exit(0);
    let written: Vec<_> = times(&public).into_iter().filter(|(_, time)| *time != then).collect();
    assert!(written.is_empty(), "{written:?}");
}

#[test]
fn an_edit_rewrites_what_it_changes_and_nothing_else() {
    let project = Project::new();
    project.run("build").exit(0);
    let public = project.path().join("public");
    let before: BTreeMap<_, _> = files_in(&public).into_iter().collect();
    let then = age(&public);
    let project = project.edit("content/pages/about.md", "How this", "How all of this");
    project.run("build").exit(0);
    for (path, bytes) in files_in(&public) {
        let time = fs::metadata(public.join(&path)).and_then(|it| it.modified()).expect("its time");
        let same = before.get(&path) == Some(&bytes);
        assert_eq!(same, time == then, "{path}");
    }
    assert!(project.read("public/about/index.html").contains("How all of this"));
}

#[test]
fn what_somebody_changed_in_the_published_folder_is_made_good() {
    let project = Project::new().searched();
    project.run("build").exit(0);
    let public = project.path().join("public");
    let expected = files_in(&public);
    let engine = "public/search-index/entry.json";
    let project = project.file("public/about/index.html", "by hand").without(engine);
    project.run("build").exit(0);
    assert_eq!(expected, files_in(&public));
}

#[test]
fn compressed_siblings_hold_the_same_and_go_when_they_are_not_wanted() {
    let project = Project::new();
    project.run("build --compress").exit(0);
    let page = fs::read(project.path().join("public/index.html")).expect("the page");
    let sibling = |extension: &str| {
        let file = fs::File::open(project.path().join(format!("public/index.html.{extension}")));
        file.unwrap_or_else(|error| panic!("{extension}: {error}"))
    };
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(sibling("gz")).read_to_end(&mut plain).expect("gzip");
    assert_eq!(plain, page);
    plain.clear();
    brotli::Decompressor::new(sibling("br"), 4096).read_to_end(&mut plain).expect("brotli");
    assert_eq!(plain, page);
    assert_eq!(zstd::decode_all(sibling("zst")).expect("zstd"), page);
    let fonts = files_in(&project.path().join("public/assets")).into_iter();
    assert!(fonts.map(|(path, _)| path).all(|path| !path.contains(".woff2.")));
    project.run("build").exit(0);
    assert!(!project.has("public/index.html.br") && project.has("public/index.html"));
}

/// Whether a folder holds exactly what its manifest lists, byte for byte.
pub(crate) fn assert_whole(folder: &Path) {
    let manifest = fs::read(folder.join(".standpoint-manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    let listed = manifest["files"].as_object().expect("files");
    let files = files_in(folder);
    for (path, bytes) in &files {
        if path != ".standpoint-manifest.json" {
            let hash = listed.get(path).unwrap_or_else(|| panic!("{path} is not listed"));
            assert_eq!(hash.as_str(), Some(sha256_hex(bytes).as_str()), "{path}");
        }
    }
    let there: BTreeSet<_> = files.iter().map(|(path, _)| path).collect();
    let missing: Vec<_> = listed.keys().filter(|path| !there.contains(path)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Starts a build and kills it (SIGKILL) after a while. Whether it was still running then.
fn killed_after(project: &Project, pause: Duration) -> bool {
    let mut build = project
        .standpoint()
        .args(["build", "--quiet"])
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    std::thread::sleep(pause);
    build.kill().expect("it is killed");
    !build.wait().expect("it ends").success()
}

#[test]
fn builds_killed_at_random_moments_leave_a_whole_site() {
    let mut project = Project::new();
    let started = Instant::now();
    project.run("build").exit(0);
    let longest = started.elapsed().mul_f64(1.2);
    let public = project.path().join("public");
    let mut random = 20_250_417_u64;
    let mut killed = 0;
    for round in 0..200 {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        #[expect(clippy::cast_precision_loss, reason = "any fraction will do")]
        let part = (random >> 33) as f64 / (1_u64 << 31) as f64;
        // Each build has something to write, and something to take away.
        let text = format!("---\ntitle: Round {round}\n---\n\nRound {round}. [Back](about.md)\n");
        let page = |round: u32| format!("content/pages/round-{round}.md");
        project = project.file(&page(round), text);
        if round > 0 {
            project = project.without(&page(round - 1));
        }
        killed += u32::from(killed_after(&project, longest.mul_f64(part)));
        assert_whole(&public);
    }
    assert!(killed > 50, "only {killed} of 200 builds were killed before they ended");
    project.run("build").exit(0);
    assert_whole(&public);
    assert!(project.has("public/round-199/index.html") && !project.has("public/round-198"));
    let hidden = fs::read_dir(project.path()).expect("the folder").flatten();
    let hidden = hidden.filter(|it| it.file_name().to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0, "nothing is left behind");
}

#[test]
fn a_picture_is_drawn_again_only_when_it_would_differ() {
    let project = Project::new().with_cards();
    project.run("build").exit(0);
    let card = "cards/about.png";
    let drawn = fs::read(project.path().join("public").join(card)).expect("the card");
    // A stand-in, which the manifest vouches for, and the program's own record for that: what is drawn again takes its place.
    let manifest = "public/.standpoint-manifest.json";
    let stand_in = b"no picture at all";
    let (before, after) = (sha256_hex(&drawn), sha256_hex(stand_in));
    let vouched = sha256_hex(project.read(manifest).as_bytes());
    let project = project.file(&format!("public/{card}"), stand_in).edit(manifest, &before, &after);
    let vouches = sha256_hex(project.read(manifest).as_bytes());
    let (_, state) = project.state();
    for (path, bytes) in files_in(state) {
        let text = String::from_utf8(bytes).expect("JSON").replace(&vouched, &vouches);
        fs::write(state.join(path), text).expect("written");
    }
    project.run("build").exit(0);
    assert_eq!(project.read(&format!("public/{card}")).as_bytes(), stand_in);
    let project = project.edit("content/pages/about.md", "title: About", "title: Method");
    project.run("build").exit(0);
    let again = fs::read(project.path().join("public").join(card)).expect("the card");
    assert!(again.starts_with(b"\x89PNG") && again != drawn);
}

/// A2: a folder that is named like a build's, and marked like one, is nobody's to empty.
#[test]
fn a_strangers_staging_folder_is_left_alone() {
    let precious = Project::empty().file(".standpoint-unfinished", "").file("thesis.txt", "years");
    let project = Project::new()
        .link(".public.standpoint-staging", &precious.path().display().to_string())
        .file(".public.standpoint-0123456789abcdef/.standpoint-unfinished", "")
        .file(".public.standpoint-0123456789abcdef/index.html", "a stranger's");
    let before = files_in(precious.path());
    for edit in ["How all of this", "How it"] {
        let run = project.run("build").exit(0);
        let project = &project;
        assert_eq!(files_in(precious.path()), before);
        assert!(project.has(".public.standpoint-0123456789abcdef/index.html"));
        assert_eq!(run.err.matches("is no folder of this build's").count(), 2, "{}", run.err);
        let page = format!("---\ntitle: About\n---\n\n{edit} [the North](../parties/north.md).\n");
        fs::write(project.path().join("content/pages/about.md"), page).expect("written");
    }
    assert!(!project.read("public/index.html").contains("a stranger's"));
}

/// A11: a linked lock file makes no file elsewhere.
#[test]
fn a_link_in_the_place_of_the_lock_is_refused() {
    let outside = Project::empty();
    let victim = outside.path().join("made");
    let project = Project::new().link(".public.standpoint-lock", &victim.display().to_string());
    let said = project.run("build").exit(2).err;
    assert!(said.contains(".public.standpoint-lock") && said.contains("it is no file"), "{said}");
    assert!(!victim.exists() && !project.has("public"));
}

/// A3: a committed manifest whose paths climb out is none: nothing out there is touched, and what it lists is not published.
#[test]
fn a_manifest_that_climbs_out_is_none() {
    for climbing in ["search-index/../../precious.txt", "a/../../precious.txt", "/precious.txt"] {
        let project = Project::new().searched().file("precious.txt", "years of work");
        project.run("build").exit(0);
        let path = "public/.standpoint-manifest.json";
        let mut manifest: serde_json::Value =
            serde_json::from_str(&project.read(path)).expect("JSON");
        manifest["files"][climbing] = sha256_hex(b"years of work").into();
        let project = project.file(path, manifest.to_string()).without("public/robots.txt");
        let said = project.run("build").exit(2).err;
        assert!(said.contains("holds files that no build of Standpoint wrote"), "{said}");
        let project = project.elsewhere();
        project.run("build").exit(2);
        assert_eq!(project.read("precious.txt"), "years of work", "{climbing}");
    }
}

/// A4: what lies in the output folder before the first build there is not published, whatever a manifest beside it says.
#[test]
fn files_that_were_there_before_the_first_build_are_not_published() {
    let project = Project::new()
        .file("public/.standpoint-manifest.json", "{\"files\":{}}")
        .file("public/evil.html", "<script>");
    let said = project.run("build").exit(2).err;
    assert!(said.contains("no build of Standpoint wrote: `evil.html`"), "{said}");
    assert!(said.contains("give `--force`: they are then kept and published"), "{said}");
    assert!(!project.has("public/index.html"));
    // One that a manifest lists with its very bytes is as good as a build's, and goes.
    let listed = format!("{{\"files\":{{\"evil.html\":\"{}\"}}}}", sha256_hex(b"<script>"));
    let project = project.file("public/.standpoint-manifest.json", listed);
    project.run("build").exit(0);
    assert!(!project.has("public/evil.html") && project.has("public/index.html"));
    assert_whole(&project.path().join("public"));
}

/// A4: a search index or a card that somebody else changed is made again, even if the manifest fits it.
#[test]
fn what_is_costly_to_make_is_not_taken_over_from_anybody() {
    let project = Project::new().searched().with_cards();
    project.run("build").exit(0);
    let public = project.path().join("public");
    let expected = files_in(&public);
    let then = age(&public);
    let manifest = "public/.standpoint-manifest.json";
    let mut project = project;
    for path in ["public/search-index/entry.json", "public/cards/about.png"] {
        let bytes = fs::read(project.path().join(path)).expect("it is there");
        project = project.file(path, "changed").edit(
            manifest,
            &sha256_hex(&bytes),
            &sha256_hex(b"changed"),
        );
    }
    let project = project.elsewhere();
    project.run("build").exit(0);
    assert_eq!(files_in(&public), expected);
    let written = times(&public).into_iter().filter(|(_, time)| *time != then).count();
    assert_eq!(written, 3, "the two and the manifest");
    // From now on it is known.
    let then = age(&public);
    project.run("build").exit(0);
    assert!(times(&public).into_values().all(|time| time == then));
}

/// A site that another machine built, or one without a memory, is brought up to date all the same.
#[test]
fn a_site_from_another_machine_is_brought_up_to_date() {
    let project = Project::new();
    project.run("build").exit(0);
    let public = project.path().join("public");
    let then = age(&public);
    let project = project.elsewhere();
    project.run("build").exit(0);
    assert!(times(&public).into_values().all(|time| time == then), "nothing differs");
    let project = project
        .elsewhere()
        .edit("content/issues/quotas.md", "[Bob](../participants/bob.md)", "Bob")
        .without("content/participants/bob.md");
    project.run("build").exit(0);
    assert!(!project.has("public/participants/bob") && project.has("public/participants/ann"));
    assert_whole(&public);
    let kept = times(&public).into_values().filter(|time| *time == then).count();
    assert!(kept > 10, "what stays the same is not written again: {kept}");
    // What somebody changed there since cannot be told from what no build wrote.
    let project = project.elsewhere().file("public/about/index.html", "by hand");
    let said = project.run("build").exit(2).err;
    assert!(said.contains("`about/index.html`"), "{said}");
    assert_eq!(project.read("public/about/index.html"), "by hand");
}

/// A user without a home publishes as well.
#[test]
fn without_a_folder_to_remember_in_everything_is_made_again() {
    let project = Project::new().file("blocked", "");
    let blocked = project.path().join("blocked").display().to_string();
    let nowhere = [("XDG_STATE_HOME", blocked.as_str())];
    project.run_with("build", &nowhere).exit(0);
    let project = project.edit("content/pages/about.md", "title: About", "title: Method");
    project.run_with("build", &nowhere).exit(0);
    assert_whole(&project.path().join("public"));
    assert!(project.read("public/about/index.html").contains("Method"));
}

/// A4: a file that turns up in the published folder is published only when the user has said so, and then stays.
#[test]
fn what_turns_up_in_the_published_folder_waits_for_the_users_word() {
    let project = Project::new();
    project.run("build").exit(0);
    let project = project.file("public/a/CNAME", "example.org\n").file("public/.well-known/x", "x");
    let said = project.run("build").exit(2).err;
    assert!(said.contains("wrote: `.well-known/x` and 1 more"), "{said}");
    project.run("build --force").exit(0);
    let project = project.edit("content/pages/about.md", "How this", "How all of this");
    project.run("build").exit(0);
    assert_eq!(project.read("public/a/CNAME"), "example.org\n");
    assert_eq!(project.read("public/.well-known/x"), "x");
    project.file("public/another", "x").run("build").exit(2);
}

/// A11: a name that is no Unicode is a name.
#[cfg(target_os = "linux")]
#[test]
fn a_foreign_file_may_have_any_name() {
    use std::os::unix::ffi::OsStrExt;
    let project = Project::new();
    project.run("build").exit(0);
    let place = project.path().join("public").join(std::ffi::OsStr::from_bytes(b"caf\xe9\n"));
    fs::write(&place, "coffee").expect("written");
    let said = project.run("build").exit(2).err;
    assert!(said.contains("\\u{a}`"), "{said}");
    let mut project = project;
    for turn in 0..3 {
        project = project.file(
            "content/pages/about.md",
            format!("---\ntitle: A {turn}\n---\n\nOf [the North](../parties/north.md).\n"),
        );
        project.run(if turn == 0 { "build --force" } else { "build" }).exit(0);
        assert_eq!(fs::read(&place).expect("it is there"), b"coffee");
    }
}

/// A11: who may read and write in the published folder stays as it was set.
#[cfg(unix)]
#[test]
fn modes_of_the_published_folder_stay() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new();
    project.run("build").exit(0);
    let modes = [("", 0o2750), ("about", 0o711), ("about/index.html", 0o640), ("issues", 0o777)];
    let at = |path: &str| project.path().join("public").join(path);
    for (path, mode) in modes {
        fs::set_permissions(at(path), fs::Permissions::from_mode(mode)).expect("set");
    }
    let page = "---\ntitle: Method\n---\n\nOf [the North](../parties/north.md).\n";
    fs::write(project.path().join("content/pages/about.md"), page).expect("written");
    project.run("build").exit(0);
    assert!(project.read("public/about/index.html").contains("Method"));
    for (path, mode) in modes {
        let found = fs::metadata(at(path)).expect("it is there").permissions().mode() & 0o7777;
        assert_eq!(found, mode, "{path}: {found:o}");
    }
}

/// A build that is killed at the n-th call of a kind leaves nothing that the next one does not know: not in the published folder, not beside it.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn wherever_a_build_is_killed_the_next_one_clears_up() {
    let mut project = Project::new().file("public/.git/config", "[core]\n");
    project.run("build").exit(0);
    let mut killed = 0;
    for (turn, call) in ["mkdirat,mkdir", "linkat", "rename,renameat,renameat2", "unlink,unlinkat"]
        .into_iter()
        .flat_map(|call| [1, 2, 3, 5].map(|turn| (turn, call)))
    {
        let title = format!("About {turn} {}", call.len());
        let page = format!("---\ntitle: {title}\n---\n\nOf [the North](../parties/north.md).\n");
        project = project.file("content/pages/about.md", page);
        let which = format!("{call}:signal=KILL:when={turn}");
        killed += u32::from(run_with(&project, &which, "build").status != Some(0));
        assert_eq!(project.run("build").exit(0).err.lines().count(), 1, "{which}");
        assert!(project.read("public/about/index.html").contains(&title), "{which}");
        assert_eq!(project.read("public/.git/config"), "[core]\n", "{which}");
        let hidden = fs::read_dir(project.path()).expect("the folder").flatten();
        let hidden = hidden.filter(|it| it.file_name().to_string_lossy().starts_with('.'));
        assert_eq!(hidden.count(), 0, "{which}");
    }
    assert!(killed > 8, "{killed} were killed");
}

/// Nothing is published by way of a link in the explainer's folder that leads out of it.
#[test]
fn a_link_in_the_explainer_leads_no_output_out_of_it() {
    let outside = Project::empty();
    let place = outside.path().display().to_string();
    let project = Project::new().link("out", &place).link("gone", &format!("{place}/gone"));
    for output in ["out/site", "out/a/site", "gone/site"] {
        let said = project.run(&format!("build --output {output}")).exit(2).err;
        assert!(said.contains("a symbolic link leads out of the folder"), "{said}");
    }
    assert_eq!(fs::read_dir(outside.path()).expect("a folder").count(), 0);
    // A folder elsewhere that the user names is the user's affair.
    project.run(&format!("build --output {place}/site")).exit(0);
    assert!(outside.has("site/index.html"));
}
