//! Has cargo build again when an embedded file is added, changed or removed.

fn main() {
    for folder in ["migrations", "style", "public"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
