//! `tokendesk gateway …`

mod test;

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use tokendesk_gateway_config::{File, Setup};

pub(crate) use self::test::test;
use crate::{
    args::ConfigArgs,
    gateway_secret,
    output::Output,
    record::FileRecord,
    refusal::{Failure, Refusal},
};

pub(crate) fn config<W: Write, N: Write>(
    args: &ConfigArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let gateway = args.name.0;
    if !gateway.reaches(&args.verifier) {
        let message =
            format!("{} can't ask a verifier at a socket: give it an ADDRESS:PORT.", gateway.name());
        return Err(Refusal::at("verifier", "socket_not_reached", message).into());
    }
    let secret = args.gateway_secret_file.as_deref().map(gateway_secret::read).transpose()?;
    let files = gateway.files(&Setup {
        listen: args.listen,
        backend: args.backend.clone(),
        verifier: args.verifier.clone(),
        secret,
    });
    let Some(folder) = &args.out else {
        if files.len() > 1 && !output.is_json() {
            let message = format!("{} needs {} files: name a folder for them.", gateway.name(), files.len());
            return Err(Refusal::at("out", "several_files", message).into());
        }
        for file in &files {
            output.result(|| FileRecord::of(file), || file.text.trim_end().to_owned())?;
        }
        return Ok(());
    };
    for file in &files {
        save(folder, file).map_err(|error| {
            let message = format!("{}: {error}.", folder.join(file.name).display());
            Failure::Fault(Refusal::at("out", "file_not_written", message))
        })?;
        output.result(|| FileRecord::of(file), || folder.join(file.name).display().to_string())?;
    }
    Ok(())
}

/// A file with a secret in it is its owner's alone. One that is there already is not written over.
fn save(folder: &Path, file: &File) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(folder.join(file.name))?.write_all(file.text.as_bytes())
}
