//! The theme is embedded in the binary; Cargo does not see by itself that it changed.

fn main() {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=static");
}
