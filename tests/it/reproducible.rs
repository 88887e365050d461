//! The same content gives the same bytes, whoever builds it, where and when.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::project::{Project, files_in, repository};

/// A machine: what of it could find its way into a site.
struct Machine {
    /// The folder that the explainer lies in.
    place: &'static str,
    umask: &'static str,
    threads: &'static str,
    /// How long ago the files were written.
    age: Duration,
    /// Whether the files were made in the order of their names, or the other way round: the order in which a file system may list them.
    in_order: bool,
    environment: [(&'static str, &'static str); 7],
}

/// B10: a checkout with other line ends put them into the data.
#[test]
fn line_ends_do_not_show_in_a_site() {
    let text = "---\ntitle: About\nsummary: |\n  One line,\n  and another.\nupdates:\n  - date: 2024-05-02\n    kind: update\n    note: >-\n      Folded\n      text.\n---\n\nA paragraph\nof two lines,  \nwith a break\\\nand another, [the North](../parties/north.md).[^1]\n\n[^1]: A note\n    of two lines.\n\n```rust\nlet a = 1;\n\nlet b = 2;\n```\n\n    indented\n    code\n\n```\nplain\ncode\n```\n\n<div>\nA block\n</div>\n\n<b\ntitle=\"a\nb\">x</b>\n\n| a | b |\n|---|---|\n| c | d |\n\n> [!NOTE]\n> A note [@gazette\n> p1].\n\nA heading\n---------\n\n- one\n- two\n\n`code\nin two lines` ![a\nb](map.svg \"c\nd\")\n";
    let site = |line_end: &str| {
        let convert = |text: String| text.replace("\r\n", "\n").replace('\n', line_end);
        let project = Project::new()
            .file("content/pages/about.md", text)
            .edit("content/glossary/quota.md", "A limit.", "A limit\n\nof catch.")
            .edit("content/events/summit.md", "date:", "summary: >\n  At\n  last\ndate:");
        let contents = project.contents().into_iter();
        let texts = contents.filter(|(path, _)| path.ends_with(".md") || path.ends_with(".yaml"));
        let project = texts.fold(project, |project, (path, bytes)| {
            let text = String::from_utf8(bytes).expect("a text");
            project.file(&format!("content/{path}"), convert(text))
        });
        project.run("build").exit(0);
        files_in(&project.path().join("public"))
    };
    let (unix, windows) = (site("\n"), site("\r\n"));
    assert_eq!(unix.len(), windows.len());
    for ((path, one), (other_path, other)) in unix.into_iter().zip(windows) {
        assert_eq!(path, other_path);
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(shown(&one), shown(&other), "{path}");
    }
}

const MACHINES: [Machine; 2] = [
    Machine {
        place: "a",
        umask: "022",
        threads: "1",
        age: Duration::from_secs(5),
        in_order: true,
        environment: [
            ("TZ", "Pacific/Kiritimati"),
            ("LANG", "C"),
            ("LC_ALL", "C"),
            ("HOME", "/nonexistent"),
            ("USER", "one"),
            ("SOURCE_DATE_EPOCH", "1"),
            ("TMPDIR", "/tmp"),
        ],
    },
    Machine {
        place: "a folder with spaces/ünïcode/and/much/deeper",
        umask: "077",
        threads: "7",
        age: Duration::from_hours(250_000),
        in_order: false,
        environment: [
            ("TZ", "America/Los_Angeles"),
            ("LANG", "tr_TR.UTF-8"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("HOME", "/"),
            ("USER", "another"),
            ("SOURCE_DATE_EPOCH", "1700000000"),
            ("TMPDIR", "/var/tmp"),
        ],
    },
];

impl Machine {
    /// Copies the explainer in `from` to this machine and publishes it there; the published folder.
    fn publish(&self, folder: &Path, from: &Path) -> PathBuf {
        let root = folder.join(self.place);
        let mut files = files_in(from);
        if !self.in_order {
            files.reverse();
        }
        for (path, bytes) in files {
            let place = root.join(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("its folder is made");
            fs::write(&place, bytes).expect("it is written");
            let file = fs::File::options().append(true).open(&place).expect("it opens");
            file.set_modified(SystemTime::now() - self.age).expect("it is dated");
        }
        let output = root.join("public");
        let built = Command::new("sh")
            .args(["-c", "umask \"$1\" && shift && exec \"$@\"", "sh", self.umask])
            .arg(env!("CARGO_BIN_EXE_standpoint"))
            .args(["build", "--strict", "--output"])
            .arg(&output)
            .envs(self.environment)
            .env("XDG_STATE_HOME", root.join("state"))
            .env("RAYON_NUM_THREADS", self.threads)
            .current_dir(&root)
            .output()
            .expect("the binary runs");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        output
    }
}

#[test]
fn two_machines_publish_the_same_bytes() {
    let folder = TempDir::new().expect("a temporary folder");
    let explainer = repository().join("tests/explainers/handel");
    let [one, other] =
        MACHINES.map(|machine| files_in(&machine.publish(folder.path(), &explainer)));
    let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
        files.iter().map(|(path, _)| path.clone()).collect()
    };
    assert_eq!(names(&one), names(&other));
    for kind in ["index.html", "search-index/entry.json", "sitemap.xml", "data/positions.csv"] {
        assert!(one.iter().any(|(path, _)| path == kind), "{kind} is compared");
    }
    assert!(one.iter().any(|(path, _)| path.ends_with(".png")), "cards are compared");
    let differ = one.iter().zip(&other).filter(|(a, b)| a.1 != b.1).map(|(a, _)| &a.0);
    assert_eq!(differ.collect::<Vec<_>>(), Vec::<&String>::new());
}
