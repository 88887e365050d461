//! Publishing where something is in the way: the message, the exit code, and the old site as it was.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::project::{Project, Run, files_in, full_size};
use crate::publishing::assert_whole;
use crate::server::Server;

/// What lies beside the published folder and is no part of the explainer.
fn left_beside(project: &Project) -> Vec<String> {
    let entries = fs::read_dir(project.path()).expect("it can be listed");
    let names = entries.map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".public.")).collect()
}

/// A build of the project, started and not waited for.
fn started(project: &Project) -> std::process::Child {
    project
        .standpoint()
        .args(["build", "--quiet"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

#[test]
fn a_second_build_into_a_folder_says_that_the_first_is_running() {
    let project = Project::new();
    project.run("build").exit(0);
    let before = files_in(&project.path().join("public"));
    let project = project.file(".public.standpoint-lock", "").edit(
        "content/pages/about.md",
        "How this",
        "How all of this",
    );
    let first = fs::File::open(project.path().join(".public.standpoint-lock")).expect("the lock");
    first.lock().expect("a build holds it");
    let refused = project.run("build").exit(2).err;
    assert!(refused.contains("another build into `"), "{refused}");
    assert!(refused.contains("help: wait until it has ended"), "{refused}");
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
    let ended = project
        .command("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" build"])
        .arg(env!("CARGO_BIN_EXE_standpoint"))
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

/// Runs a shell script in the project's folder, as the administrator of a namespace of its own: it may mount, and nothing of that is seen
/// outside. `$0` is the program.
#[cfg(target_os = "linux")]
fn run_apart(project: &Project, script: &str) -> Run {
    let ended = project
        .command("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-ec", script])
        .arg(env!("CARGO_BIN_EXE_standpoint"))
        .output()
        .expect("unshare runs");
    Run::from(ended)
}

/// The program without the rights of an administrator, whom the system refuses nothing.
#[cfg(target_os = "linux")]
const WITHOUT_RIGHTS: &str = "setpriv --bounding-set=-all \"$0\"";

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn a_full_disk_leaves_the_old_site() {
    let project = Project::new().file("disk/.keep", "");
    let large = "x".repeat(2_000_000);
    // The disk holds one site and most of another one; then one that cannot fit, and one that can.
    let said = run_apart(
        &project,
        &format!(
            "mount -t tmpfs -o size=4m disk disk
            \"$0\" build --output disk/public
            cp -r disk/public before
            mkdir -p static; head -c {} /dev/zero > static/large.bin; sed -i 's/How this/How all of this/' content/pages/about.md
            \"$0\" build --output disk/public && exit 9
            [ $? = 2 ]
            cp -r disk/public after; ls -A disk > left
            rm static/large.bin
            \"$0\" build --output disk/public
            cp -r disk/public mended",
            large.len() * 2
        ),
    )
    .exit(0)
    .err;
    assert!(said.contains("error: writing ") && said.contains("No space left"), "{said}");
    assert!(said.contains("nothing was published"), "{said}");
    let [before, after] = ["before", "after"].map(|it| files_in(&project.path().join(it)));
    assert_eq!(before, after);
    assert_eq!(project.read("left").trim(), "public", "nothing is left beside it");
    assert!(project.read("mended/about/index.html").contains("How all of this"));
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn a_folder_that_cannot_be_written_to_is_said_and_left() {
    let project = Project::new();
    let read_only = run_apart(
        &project,
        "mkdir site; \"$0\" build --output site/public; cp -r site/public before
        mount --bind site site; mount -o remount,bind,ro site
        \"$0\" build --output site/public",
    )
    .exit(2)
    .err;
    assert!(read_only.contains("Read-only file system"), "{read_only}");
    assert!(read_only.contains("nothing was published"), "{read_only}");
    let [before, after] = ["before", "site/public"].map(|it| files_in(&project.path().join(it)));
    assert_eq!(before, after);
    let forbidden = run_apart(
        &project,
        &format!("chmod 555 site; {WITHOUT_RIGHTS} build --output site/public"),
    );
    let forbidden = forbidden.exit(2).err;
    assert!(forbidden.contains("Permission denied"), "{forbidden}");
    assert!(forbidden.contains("site/.public.standpoint-lock"), "{forbidden}");
    assert_eq!(before, files_in(&project.path().join("site/public")));
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn what_may_not_be_read_is_an_error_with_its_name() {
    let project = Project::new().file("static/note.txt", "a").file("templates/page.html", "a");
    let said = run_apart(
        &project,
        &format!(
            "chmod 000 content/pages/about.md content/parties static/note.txt templates/page.html
            {WITHOUT_RIGHTS} check"
        ),
    );
    let said = said.exit(1).err;
    for name in ["pages/about.md", "content/parties", "note.txt", "page.html"] {
        assert!(said.contains(name), "{name}: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn an_old_site_that_cannot_be_cleared_away_is_said_and_cleared_by_the_next_build() {
    let project = Project::new();
    project.run("build").exit(0);
    let project = project.edit("content/pages/about.md", "How this", "How all of this");
    // What lies in a folder that may not be written to cannot be removed.
    let said = run_apart(&project, &format!("chmod 555 public/about; {WITHOUT_RIGHTS} build")).err;
    assert!(project.read("public/about/index.html").contains("How all of this"), "{said}");
    assert!(said.contains("the next build tries again"), "{said}");
    run_apart(&project, "chmod -R u+w . ; \"$0\" build").exit(0);
    assert_eq!(left_beside(&project), Vec::<String>::new());
    assert_whole(&project.path().join("public"));
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn another_file_system_takes_a_site_and_a_mount_point_says_why_it_does_not() {
    let project = Project::new().file("disk/.keep", "");
    run_apart(
        &project,
        "mount -t tmpfs disk disk
        \"$0\" build --output disk/public; \"$0\" build --output disk/public
        sed -i 's/How this/How all of this/' content/pages/about.md
        \"$0\" build --output disk/public; cp -r disk/public published",
    )
    .exit(0);
    assert_whole(&project.path().join("published"));
    assert!(project.read("published/about/index.html").contains("How all of this"));
    // A folder that is a disk of its own cannot be swapped for one beside it.
    let said = run_apart(&project, "mkdir public; mount -t tmpfs disk public; \"$0\" build");
    let said = said.exit(2).err;
    assert!(said.contains("mount point"), "{said}");
    assert!(said.contains("help: name a folder in it with `--output`"), "{said}");
    assert_eq!(left_beside(&project), Vec::<String>::new());
}

#[cfg(target_os = "linux")]
#[test]
fn whoever_has_the_old_site_open_keeps_it_and_disturbs_nobody() {
    use std::io::Read;
    let project = Project::new();
    project.run("build").exit(0);
    let mut open =
        fs::File::open(project.path().join("public/about/index.html")).expect("it opens");
    let mut inside = Command::new("sleep")
        .arg("60")
        .current_dir(project.path().join("public/about"))
        .spawn()
        .expect("sleep runs");
    let project = project.edit("content/pages/about.md", "How this", "How all of this");
    project.run("build").exit(0);
    assert!(project.read("public/about/index.html").contains("How all of this"));
    let mut old = String::new();
    open.read_to_string(&mut old).expect("it can still be read");
    assert!(old.contains("How this") && old.trim_end().ends_with("</html>"));
    assert_eq!(left_beside(&project), Vec::<String>::new());
    inside.kill().and_then(|()| inside.wait()).expect("it ends");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn without_watches_left_in_the_system_it_polls_and_says_so() {
    let project = Project::new();
    let server = Server::start_with_few_watches(&project);
    let _project = project.edit("content/pages/about.md", "How this", "How all of this");
    server.wait_for("about/", "How all of this");
    let said = server.said();
    assert!(said.contains("changes are looked for twice a second"), "{said}");
    assert!(said.contains("help: raise `fs.inotify.max_user_watches`"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_server_that_is_stopped_and_goes_on_misses_nothing() {
    let mut project = Project::new();
    let server = Server::start(&project, "--watch");
    for turn in 0..20 {
        server.signal("STOP");
        project = project.file(
            "content/pages/about.md",
            format!("---\ntitle: About {turn}\n---\n\nMore on [the North](../parties/north.md).\n"),
        );
        server.signal("CONT");
        std::thread::sleep(Duration::from_millis(turn));
    }
    server.wait_for("about/", "About 19");
}

/// A build in which calls of the system fail: `which` names some, an error, and which of them get it, as `strace` writes it.
#[cfg(target_os = "linux")]
fn build_with(project: &Project, which: &str) -> Run {
    run_with(project, which, "build")
}

/// The same for any command.
#[cfg(target_os = "linux")]
pub(crate) fn run_with(project: &Project, which: &str, arguments: &str) -> Run {
    let ended = project
        .command("strace")
        .args(["--follow-forks", "--quiet=all", "--output=/dev/null"])
        // Which is faster, and gives no signals.
        .args((!which.contains("signal=")).then_some("--seccomp-bpf"))
        .arg(format!("--trace={}", which.split(':').next().unwrap_or_default()))
        .arg(format!("--inject={which}"))
        .arg(env!("CARGO_BIN_EXE_standpoint"))
        .args(arguments.split_whitespace())
        .output()
        .expect("strace runs");
    Run::from(ended)
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn whichever_call_fails_the_old_site_or_the_new_one_stands() {
    // The first calls of each kind belong to the system's own loader, without which nothing begins.
    let calls =
        ["openat", "read", "write", "mkdir", "linkat", "rename,renameat2", "unlink,unlinkat"];
    let turns = if full_size() { 8..120 } else { 8..13 };
    let mut project = Project::new();
    project.run("build").exit(0);
    let mut failed = 0;
    for turn in turns {
        for (at, call) in calls.iter().enumerate() {
            let error = ["ENOSPC", "EIO", "EACCES"][(turn + at) % 3];
            // Those that are few fail from the first on.
            let first = if at < 3 { turn * 3 } else { turn - 7 };
            let which = format!("{call}:error={error}:when={first}");
            let title = format!("About {turn} {at}");
            project = project.file(
                "content/pages/about.md",
                format!("---\ntitle: {title}\n---\n\nMore on [the North](../parties/north.md).\n"),
            );
            let ended = build_with(&project, &which);
            assert!(matches!(ended.status, Some(0..=2)), "{which}: {ended:?}");
            assert!(!ended.err.contains("panicked"), "{which}: {}", ended.err);
            assert_whole(&project.path().join("public"));
            let is_new = project.read("public/about/index.html").contains(&title);
            if ended.status == Some(0) {
                assert!(is_new, "{which}: it says that it published: {}", ended.err);
            } else {
                failed += 1;
                let cleared = ended.err.contains("the next build tries again");
                assert!(ended.err.contains("error"), "{which}: {}", ended.err);
                assert!(!is_new || cleared, "{which}: it says that it did not: {}", ended.err);
            }
        }
    }
    assert!(failed > 10, "some did: {failed}");
    project.run("build").exit(0);
    assert_eq!(left_beside(&project), Vec::<String>::new());
    assert_whole(&project.path().join("public"));
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs scripts/test"]
fn calls_that_are_interrupted_are_made_again() {
    let project = Project::new();
    project.run("build").exit(0);
    let before = files_in(&project.path().join("public"));
    fs::remove_dir_all(project.path().join("public")).expect("removed");
    build_with(&project, "read,write:error=EINTR:when=30+3").exit(0);
    assert_eq!(before, files_in(&project.path().join("public")));
}
