//! The built interface, `ui/dist`, which the console carries inside.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::{npm, program};

/// Not part of what is built.
const IGNORED: [&str; 4] = ["node_modules", "dist", "coverage", ".vite"];

/// Builds it unless it was built from exactly these sources: a new `dist` means a new console.
pub(crate) fn build(project: &Project) -> Result<()> {
    let stamp = project.target.join("interface.stamp");
    let sources = hash(&project.ui())?.to_string();
    let is_built = project.ui().join("dist/index.html").is_file();
    if is_built && fs::read_to_string(&stamp).is_ok_and(|built| built == sources) {
        return Ok(());
    }
    program::run(&mut npm::script(project, "build"))?;
    // Building compiles the message catalogues: files beside their sources, ignored by git.
    let sources = hash(&project.ui())?.to_string();
    fs::write(&stamp, sources).with_context(|| stamp.display().to_string())
}

/// Of all files' paths and contents. It may differ between Rust versions; then the interface is built anew.
fn hash(folder: &Path) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in files(folder)? {
        file.hash(&mut hasher);
        fs::read(&file).with_context(|| file.display().to_string())?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            if IGNORED.iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            if entry.file_type()?.is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort_unstable();
    Ok(files)
}
