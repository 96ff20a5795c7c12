//! Puts the empty page into the program.

use tauri_build::{Attributes, CodegenContext};

fn main() {
    tauri_build::try_build(Attributes::new().codegen(CodegenContext::new()))
        .expect("tauri.conf.json is right");
}
