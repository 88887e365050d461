//! Publishing where something is in the way: the message, the exit code, and the old site as it was.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::project::{Project, files_in};
use crate::publishing::assert_whole;

/// What lies beside the published folder and is no part of the explainer.
fn left_beside(project: &Project) -> Vec<String> {
    let entries = fs::read_dir(project.path()).expect("it can be listed");
    let names = entries.map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".public.")).collect()
}

/// A build of the project, started and not waited for.
fn started(project: &Project) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_standpoint"))
        .args(["build", "--quiet"])
        .current_dir(project.path())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

#[test]
fn a_second_build_into_a_folder_says_that_the_first_is_running() {
    let project = Project::new();
    project.run("build").exit(0);
    let before = files_in(&project.path().join("public"));
    let project = project
        .file(".public.standpoint-lock", "")
        .file(".public.standpoint-staging/.standpoint-unfinished", "")
        .edit("content/pages/about.md", "How this", "How all of this");
    let first = fs::File::open(project.path().join(".public.standpoint-lock")).expect("the lock");
    first.lock().expect("a build holds it");
    let refused = project.run("build").exit(2).err;
    assert!(refused.contains("another build into `"), "{refused}");
    assert!(refused.contains("help: wait until it has ended"), "{refused}");
    assert!(project.has(".public.standpoint-staging"), "what the first build works in stays");
    assert_eq!(before, files_in(&project.path().join("public")));
    // Into another folder there may be one.
    project.run("build --output elsewhere").exit(0);
    drop(first);
    project.run("build").exit(0);
    assert!(project.read("public/about/index.html").contains("How all of this"));
    assert_eq!(left_beside(&project), Vec::<String>::new());
}

#[test]
fn of_builds_started_at_once_each_publishes_or_says_that_another_does() {
    let mut project = Project::new();
    let mut published = 0;
    for round in 0..10 {
        project = project.file(
            "content/pages/about.md",
            format!(
                "---\ntitle: About {round}\n---\n\nMore on [the North](../parties/north.md).\n"
            ),
        );
        let builds: Vec<_> = (0..4).map(|_| started(&project)).collect();
        for build in builds {
            let ended = build.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&ended.stderr);
            match ended.status.code() {
                Some(0) => published += 1,
                Some(2) => assert!(said.contains("another build into `"), "{said}"),
                code => panic!("{code:?}: {said}"),
            }
        }
        assert_whole(&project.path().join("public"));
        assert!(project.read("public/about/index.html").contains(&format!("About {round}")));
    }
    assert!(published >= 10, "one of each round");
    assert_eq!(left_beside(&project), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_build_that_is_asked_to_stop_leaves_a_whole_site() {
    let mut project = Project::new();
    project.run("build").exit(0);
    for (turn, signal) in ["INT", "TERM", "HUP"].into_iter().cycle().take(18).enumerate() {
        project = project.file(
            "content/pages/about.md",
            format!("---\ntitle: About {turn}\n---\n\nMore on [the North](../parties/north.md).\n"),
        );
        let mut build = started(&project);
        std::thread::sleep(Duration::from_millis(7 * turn as u64));
        let id = build.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status().expect("kill runs");
        assert!(sent.success());
        build.wait().expect("it ends");
        assert_whole(&project.path().join("public"));
    }
    project.run("build").exit(0);
    assert!(project.read("public/about/index.html").contains("About 17"));
    assert_eq!(left_beside(&project), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_leaves_the_old_site() {
    let project = Project::new();
    project.run("build").exit(0);
    let before = files_in(&project.path().join("public"));
    let project =
        project.edit("content/pages/about.md", "How this", &"How all of this ".repeat(2000));
    // No file may get longer than 16 blocks of 512 bytes, as if the disk ended there; without the signal, writing fails.
    let ended = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" build"])
        .arg(env!("CARGO_BIN_EXE_standpoint"))
        .current_dir(project.path())
        .output()
        .expect("the shell runs");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(said.contains("error: writing ") && said.contains("nothing was published"), "{said}");
    assert_eq!(before, files_in(&project.path().join("public")));
    assert_eq!(left_beside(&project), Vec::<String>::new());
}

#[test]
fn files_that_come_and_go_while_they_are_read_are_no_surprise() {
    let project = Project::new();
    project.run("build").exit(0);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| come_and_go(&project.path().join("content"), &stop));
        for _ in 0..25 {
            let ended = project.run("build");
            assert!(matches!(ended.status, Some(0 | 1)), "{ended:?}");
            assert!(ended.status == Some(0) || ended.err.contains("error["), "{ended:?}");
            assert_whole(&project.path().join("public"));
        }
        stop.store(true, Ordering::Relaxed);
    });
    project.run("build").exit(0);
}

/// Writes and removes a participant, an image and a folder, again and again; in the end none of them is there.
fn come_and_go(content: &Path, stop: &AtomicBool) {
    let person = content.join("participants/cyd.md");
    let image = content.join("pages/plan.svg");
    let folder = content.join("pages/drafts");
    while !stop.load(Ordering::Relaxed) {
        fs::write(&person, "---\nname: Cyd\nrole: Envoy\nno_position: Only listened.\n---\n")
            .expect("written");
        fs::write(&image, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").expect("written");
        fs::create_dir(&folder).expect("made");
        fs::remove_file(&person).expect("removed");
        fs::remove_dir(&folder).expect("removed");
        fs::remove_file(&image).expect("removed");
    }
}

#[test]
fn a_file_where_the_folder_above_the_output_should_be_is_said() {
    let project = Project::new().file("in-the-way", "a file");
    project.run("build").exit(0);
    let before = files_in(&project.path().join("public"));
    let said = project.run("build --output in-the-way/public").exit(2).err;
    assert!(said.contains("in-the-way"), "{said}");
    assert_eq!(project.read("in-the-way"), "a file");
    assert_eq!(before, files_in(&project.path().join("public")));
}
