//! B10: photos are published without the place where they were taken. exiftool writes one into all kinds of images and looks for it again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use crate::project::{Project, files_in};

/// The smallest image of each kind: two red pixels.
const IMAGES: [(&str, &str); 5] = [
    (
        "jpg",
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAABAAIDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwCKiiioOg//2Q==",
    ),
    (
        "png",
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGM8ISfHwMAAAAXMAQZFiFnUAAAAAElFTkSuQmCC",
    ),
    ("webp", "UklGRh4AAABXRUJQVlA4TBEAAAAvAQAAAAdQjyLXo/+BiOh/AAA="),
    (
        "avif",
        "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAIgAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAAgAAAAEAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAKm1kYXQSAAoIGAAmiAhoNCAyFB/3h4UV3///4sAAAJA1jjwuTpPj",
    ),
    (
        "tiff",
        "SUkqAAgAAAAKAAABBAABAAAAAgAAAAEBBAABAAAAAQAAAAIBAwADAAAAhgAAAAMBAwABAAAAAQAAAAYBAwABAAAAAgAAABEBBAABAAAAjAAAABUBAwABAAAAAwAAABYBBAABAAAAAQAAABcBBAABAAAABgAAABwBAwABAAAAAQAAAAAAAAAIAAgACADIHh7IHh4=",
    ),
];

/// What a phone and a photo agency write into a photo.
const TAGS: [&str; 12] = [
    "-GPSLatitude=52.520008",
    "-GPSLatitudeRef=N",
    "-GPSLongitude=13.404954",
    "-GPSLongitudeRef=E",
    "-Orientation#=6",
    "-IFD0:Artist=Ann",
    "-IFD0:Copyright=The Herring",
    "-ExifIFD:LensModel=A lens with a long name",
    "-XMP-exif:GPSLatitude=52.520008",
    "-XMP-exif:GPSLongitude=13.404954",
    "-XMP-dc:Creator=Ann",
    "-XMP-photoshop:Credit=The Herring",
];

fn exiftool(arguments: &[&str], file: &Path) -> String {
    let mut command = Command::new("exiftool");
    let output = command.args(arguments).arg(file).output();
    let output = output.expect("exiftool is missing: run `scripts/test`, which installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// All metadata, by group and name, as exiftool reads them.
fn tags(file: &Path) -> BTreeMap<String, Value> {
    let read = exiftool(&["-json", "-G1", "-a", "-u", "-n"], file);
    let mut read: Vec<BTreeMap<String, Value>> = serde_json::from_str(&read).expect("JSON");
    let is_of_file = |name: &String| {
        name == "SourceFile"
            || ["System:", "ExifTool:", "File:FileType"].iter().any(|it| name.starts_with(it))
    };
    read.remove(0).into_iter().filter(|(name, _)| !is_of_file(name)).collect()
}

/// What is published of an image, in a folder of its own.
fn published(name: &str, image: &[u8]) -> (Project, Vec<u8>) {
    let project = Project::new().file(&format!("content/pages/{name}"), image).edit(
        "content/pages/about.md",
        "How this",
        &format!("![A photo]({name})\n\nHow this"),
    );
    project.run("build").exit(0);
    let stem = format!("{}.", name.split('.').next().expect("a name"));
    let assets = files_in(&project.path().join("public/assets"));
    let found = assets.into_iter().find(|(path, _)| path.starts_with(&stem));
    let (_, bytes) = found.expect("it is published");
    (project, bytes)
}

#[test]
#[ignore = "needs scripts/test"]
fn no_position_is_published_and_all_else_is() {
    for (kind, base) in IMAGES {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(format!("photo.{kind}"));
        fs::write(&file, BASE64_STANDARD.decode(base).expect("an image")).expect("written");
        exiftool(&[&["-q", "-overwrite_original"][..], &TAGS].concat(), &file);
        let image = fs::read(&file).expect("read");
        let before = tags(&file);
        let is_position = |name: &str| name.contains("GPS");
        assert!(before.keys().filter(|it| is_position(it)).count() > 4, "{kind}: {before:?}");

        let (_project, bytes) = published(&format!("photo.{kind}"), &image);
        assert_eq!(bytes.len(), image.len(), "{kind}: nothing moves");
        fs::write(&file, &bytes).expect("written");
        let mut after = tags(&file);
        let mut kept = before;
        kept.retain(|name, _| !is_position(name));
        // The size of XMP's padding is all that differs.
        assert_eq!(after.remove("ExifTool:Warning"), None, "{kind}");
        assert_eq!(after, kept, "{kind}");
        for secret in
            [&b"52,31"[..], b"\0\0\0\x34\0\0\0\x01\0\0\0\x1f", b"\x34\0\0\0\x01\0\0\0\x1f\0\0\0"]
        {
            let is_there = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!is_there, "{kind}: {secret:?}");
        }
    }
}

/// A profile and a preview with a position of its own, as cameras write them.
#[test]
#[ignore = "needs scripts/test"]
fn the_profile_stays_and_a_preview_loses_its_position() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let image = BASE64_STANDARD.decode(IMAGES[0].1).expect("an image");
    for name in ["small.jpg", "photo.jpg"] {
        fs::write(path(name), &image).expect("written");
    }
    exiftool(&[&["-q", "-overwrite_original"][..], &TAGS[..5]].concat(), &path("small.jpg"));
    let preview = format!("-ThumbnailImage<={}", path("small.jpg").display());
    exiftool(&["-q", "-overwrite_original", &preview, "-Orientation#=6"], &path("photo.jpg"));
    let photo = fs::read(path("photo.jpg")).expect("read");
    let latitude = b"\0\0\0\x34\0\0\0\x01\0\0\0\x1f";
    assert!(photo.windows(latitude.len()).any(|window| window == latitude));
    // A color profile, as one segment.
    let profile = [b"\xff\xe2\0\x18ICC_PROFILE\0\x01\x01".as_slice(), b"profile!"].concat();
    let photo = [&photo[..2], &profile, &photo[2..]].concat();

    let (_project, bytes) = published("photo.jpg", &photo);
    assert!(bytes.windows(profile.len()).any(|window| window == profile));
    assert!(!bytes.windows(latitude.len()).any(|window| window == latitude));
    fs::write(path("photo.jpg"), bytes).expect("written");
    assert_eq!(exiftool(&["-s3", "-n", "-Orientation"], &path("photo.jpg")).trim(), "6");
}

/// An image without a position is published byte for byte.
#[test]
fn other_images_are_published_as_they_are() {
    for (kind, base) in IMAGES {
        let image = BASE64_STANDARD.decode(base).expect("an image");
        assert!(published(&format!("photo.{kind}"), &image).1 == image, "{kind}");
    }
}
