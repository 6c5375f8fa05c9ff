//! Tells the linker that Node provides its symbols.

fn main() {
    // Otherwise every file of the package counts, also those that the build itself writes.
    println!("cargo:rerun-if-changed=build.rs");
    napi_build::setup();
}
