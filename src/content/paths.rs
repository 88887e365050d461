//! Paths and links under `content/`, as texts.

use crate::diagnostic::did_you_mean;

/// Decodes the percent-encoding (`%20`) in `text`.
pub(super) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Resolves `link` relative to the file at `from` and returns its path under `content/`. `None` if it leads out of `content/`.
pub fn joined(from: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns the path that was probably meant: a similar name in the same folder, or else the same name in another folder.
pub(super) fn near_path<'a>(wrong: &str, paths: &[&'a str]) -> Option<&'a str> {
    fn split(path: &str) -> (&str, &str) {
        path.rsplit_once('/').unwrap_or(("", path))
    }
    let (folder, name) = split(wrong);
    let here = || paths.iter().filter(|path| split(path).0 == folder);
    let near = did_you_mean(name, here().map(|path| split(path).1));
    let near = near.and_then(|near| here().find(|path| split(path).1 == near));
    near.or_else(|| paths.iter().find(|path| split(path).1 == name)).copied()
}

/// Returns the relative path from the file at `from` to the one at `to`, both under `content/`.
pub fn relative_path(from: &str, to: &str) -> String {
    let folder: Vec<&str> =
        from.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = folder.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", folder.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_are_joined_and_cannot_leave_content() {
        assert_eq!(joined("issues/a.md", "../parties/x.md").as_deref(), Some("parties/x.md"));
        assert_eq!(joined("issues/a.md", "./b.md").as_deref(), Some("issues/b.md"));
        assert_eq!(joined("index.md", "issues/b.md").as_deref(), Some("issues/b.md"));
        assert_eq!(joined("issues/a.md", "../../etc/passwd"), None);
    }

    #[test]
    fn a_path_is_meant_for_one_like_it() {
        let paths = ["index.md", "issues/quotas.md", "glossary/quota.md", "parties/north.md"];
        assert_eq!(near_path("issues/quota.md", &paths), Some("issues/quotas.md"));
        assert_eq!(near_path("isues/quotas.md", &paths), Some("issues/quotas.md"));
        assert_eq!(near_path("idnex.md", &paths), Some("index.md"));
        assert_eq!(near_path("issues/seasons.md", &paths), None);
    }

    #[test]
    fn the_way_between_two_files_joins_back() {
        for (from, to) in [
            ("issues/a.md", "parties/x.md"),
            ("index.md", "issues/b.md"),
            ("a/b/c.md", "a/d.md"),
            ("a/b.md", "a/c.md"),
        ] {
            assert_eq!(joined(from, &relative_path(from, to)).as_deref(), Some(to));
        }
    }
}
