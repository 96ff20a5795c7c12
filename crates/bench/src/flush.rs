//! What varies most between machines and hours: the flush of a disk.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::figure::{Bound, Figure, Quantity};
use crate::statistics::median;

const FLUSHES: usize = 200;

/// 4 KiB written in place and flushed, in the folder that the other benchmarks use.
pub(crate) fn measure(folder: &Path) -> Result<Vec<Figure>> {
    let path = folder.join("flush");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    let page = [0x5a; 4096];
    let mut samples = Vec::with_capacity(FLUSHES);
    for _ in 0..FLUSHES {
        file.seek(SeekFrom::Start(0))?;
        let start = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        samples.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    std::fs::remove_file(&path)?;
    let ours = Quantity::Milliseconds(median(&samples));
    Ok(vec![Figure {
        what: "a plain flush of the disk: 4 KiB and fdatasync".to_owned(),
        ours,
        reference: None,
        bound: Bound::Told,
    }])
}

/// Waits until all that was written before is on the disk: a build, or a data file of gigabytes. Else a flush that is
/// measured waits for it, and a verifier that waits for its disk too long refuses.
pub(crate) fn all() -> Result<()> {
    ensure!(Command::new("sync").status()?.success(), "sync failed");
    Ok(())
}
