#!/usr/bin/env bash
# Tera 2.4.0: `group_by` gives its groups in another order each time the program runs, even with the feature `preserve_order`.
#
# Expected: with `preserve_order`, whose maps keep the order of insertion, the groups come in the order in which they first appear in the list,
# and so the same template makes the same page each time.
# Seen: the filter collects the groups in a hash map with a random seed of its own before it fills the ordered one. Twenty runs of the program below
# print several orders of the same twelve groups. A site whose theme uses `group_by` changes from build to build with nothing changed.
# What helps: register a `group_by` of one's own under the same name, or sort (`group_by` after `sort` does not help).
#
# Needs Rust and the network. Works in a temporary folder; fails when the behaviour is another one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "group-by-order"
version = "0.0.0"
edition = "2024"

[dependencies]
tera = { version = "=2.4.0", features = ["preserve_order"] }
TOML
cat >src/main.rs <<'RUST'
use std::collections::BTreeMap;

fn main() {
    let terms: Vec<BTreeMap<&str, String>> =
        (0..12).map(|at| BTreeMap::from([("letter", format!("{}", (b'a' + at) as char))])).collect();
    let mut context = tera::Context::new();
    context.insert("terms", &terms);
    let template = "{% for letter, group in terms | group_by(attribute='letter') %}{{ letter }}{% endfor %}";
    let mut tera = tera::Tera::default();
    tera.add_raw_template("list", template).unwrap();
    println!("{}", tera.render("list", &context).unwrap());
}
RUST
cargo build --quiet
for _ in $(seq 20); do ./target/debug/group-by-order; done | sort >orders
echo "tera $(sed -n '/^name = "tera"/{n;s/version = //p}' Cargo.lock), 20 runs, these orders:"
sort -u orders
if [ "$(sort -u orders | wc -l)" -lt 2 ]; then
  echo "the order is the same in all runs: this finding is out of date" >&2
  exit 1
fi
