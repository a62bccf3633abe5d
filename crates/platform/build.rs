//! The migrations are compiled in; a new file among them must lead to a new build.
#![allow(clippy::print_stdout, reason = "this is how a build script talks to cargo")]

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
