//! Publishing over what was published: what stays as it is, and what a killed build leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use standpoint::explainer::sha256_hex;

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
    let engine = "public/pagefind/pagefind.js";
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
    let mut build = Command::new(env!("CARGO_BIN_EXE_standpoint"))
        .args(["build", "--quiet"])
        .current_dir(project.path())
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
    // A stand-in, which the manifest vouches for: what is drawn again takes its place.
    let manifest = "public/.standpoint-manifest.json";
    let stand_in = b"no picture at all";
    let (before, after) = (sha256_hex(&drawn), sha256_hex(stand_in));
    let project = project.file(&format!("public/{card}"), stand_in).edit(manifest, &before, &after);
    project.run("build").exit(0);
    assert_eq!(project.read(&format!("public/{card}")).as_bytes(), stand_in);
    let project = project.edit("content/pages/about.md", "title: About", "title: Method");
    project.run("build").exit(0);
    let again = fs::read(project.path().join("public").join(card)).expect("the card");
    assert!(again.starts_with(b"\x89PNG") && again != drawn);
}
