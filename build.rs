//! Rebuilds the binary when the theme changes: it is embedded, and Cargo does not detect that by itself.

fn main() {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=static");
}
