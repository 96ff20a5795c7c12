//! What packages put beside the program: completions of shells and manual pages, both from its own options.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{
    args::Arguments,
    output::Output,
    refusal::{Failure, Refusal},
};

/// `tokendesk completions SHELL`
pub(crate) fn completions<W: Write, N: Write>(
    shell: Shell,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "tokendesk", &mut script);
    Ok(output.raw(&script)?)
}

/// `tokendesk man --to FOLDER`: `tokendesk.1`, and a page for each command below it.
pub(crate) fn pages<W: Write, N: Write>(folder: &Path, output: &mut Output<W, N>) -> Result<(), Failure> {
    let unwritable = |error: io::Error| {
        Failure::Fault(Refusal::at("to", "file_unwritable", format!("{}: {error}.", folder.display())))
    };
    fs::create_dir_all(folder).map_err(unwritable)?;
    clap_mangen::generate_to(Arguments::command(), folder).map_err(unwritable)?;
    output.remark(&format!("The pages are in {}.", folder.display()));
    Ok(())
}
