//! Rebuilds when a migration is added: the macro that embeds migrations sees only those
//! that were there before.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
