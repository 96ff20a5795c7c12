//! The generated TypeScript types: what stands in git must be what Rust says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::Project;

/// Where the tests write the types while they are compared; emptied first.
pub(crate) fn fresh_folder(project: &Project) -> Result<PathBuf> {
    let folder = project.target.join("generated-types");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(folder)
}

/// Fails where a type in `ui/src/ipc/generated` is out of date, missing or no longer there in Rust.
pub(crate) fn compare(project: &Project, written: &Path) -> Result<()> {
    let kept = project.ui().join("src/ipc/generated");
    let differences = differences(&read(&kept)?, &read(written)?);
    if differences.is_empty() {
        return Ok(());
    }
    bail!(
        "the TypeScript types in {} are not those of src-tauri/wire: {}.\n\
         Empty the folder, run `cargo test --package tokendesk-console --lib export_bindings`, \
         and commit what it writes.",
        kept.display(),
        differences.join(", ")
    );
}

fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    entries
        .map(|entry| {
            let entry = entry?;
            Ok((entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?))
        })
        .collect()
}

fn differences(kept: &BTreeMap<String, Vec<u8>>, written: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let gone =
        kept.keys().filter(|name| !written.contains_key(*name)).map(|name| format!("{name} is left over"));
    let others = written.iter().filter_map(|(name, text)| match kept.get(name) {
        None => Some(format!("{name} is missing")),
        Some(old) if old != text => Some(format!("{name} is out of date")),
        Some(_) => None,
    });
    gone.chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_difference_is_named() {
        let files = |list: &[(&str, &str)]| {
            list.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
        };
        let kept = files(&[("Same.ts", "a"), ("Old.ts", "a"), ("Gone.ts", "a")]);
        let written = files(&[("Same.ts", "a"), ("Old.ts", "b"), ("New.ts", "a")]);
        assert_eq!(
            differences(&kept, &written),
            ["Gone.ts is left over", "New.ts is missing", "Old.ts is out of date"]
        );
        assert!(differences(&kept, &kept).is_empty());
    }
}
