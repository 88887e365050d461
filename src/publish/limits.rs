//! The size limits of GitHub Pages.

use super::site::Sizes;

/// Maximum size of a published site in bytes, 1 GB
/// (<https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits>).
const SITE: u64 = 1_000_000_000;

/// Maximum size of a file in a repository in bytes, 100 MiB; it applies to sites that are published from a branch
/// (<https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github>).
const FILE: u64 = 100 * 1024 * 1024;

/// Returns a message for each limit that is nearly reached or exceeded.
pub(super) fn near(sizes: &Sizes) -> Vec<String> {
    let megabytes = |bytes: u64| format!("{} MB", bytes / 1_000_000);
    let mut near = Vec::new();
    if sizes.total > SITE / 10 * 9 {
        near.push(format!(
            "the site has {}; GitHub Pages takes no more than {}",
            megabytes(sizes.total),
            megabytes(SITE)
        ));
    }
    let (length, path) = &sizes.largest;
    if *length > FILE / 2 {
        near.push(format!(
            "`{path}` has {}; GitHub takes no file of more than {}",
            megabytes(*length),
            megabytes(FILE)
        ));
    }
    near
}

#[cfg(test)]
mod tests {
    use super::{Sizes, near};

    #[test]
    fn what_comes_near_a_limit_is_said() {
        let sizes = |total, largest| Sizes { total, largest: (largest, "assets/a.mp4".to_owned()) };
        assert!(near(&sizes(900_000_000, 50 * 1024 * 1024)).is_empty());
        assert_eq!(
            near(&sizes(950_000_000, 110_000_000)),
            [
                "the site has 950 MB; GitHub Pages takes no more than 1000 MB",
                "`assets/a.mp4` has 110 MB; GitHub takes no file of more than 104 MB",
            ]
        );
    }
}
