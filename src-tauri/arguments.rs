//! What the console may be started with: `tokendesk-console [--data DIR]`.

use std::{ffi::OsString, path::PathBuf};

use anyhow::{Context, bail};

/// The command line, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The folder that the data file lies in.
    pub data: PathBuf,
    /// Whether it was named, rather than the platform's own.
    pub data_is_named: bool,
}

impl Arguments {
    /// Reads this process's command line and environment (`TOKENDESK_DATA`).
    pub fn from_env() -> anyhow::Result<Self> {
        Self::parse(std::env::args_os().skip(1), std::env::var_os("TOKENDESK_DATA"))
    }

    fn parse(arguments: impl Iterator<Item = OsString>, variable: Option<OsString>) -> anyhow::Result<Self> {
        let mut named = variable.filter(|value| !value.is_empty()).map(PathBuf::from);
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy();
            if text == "--data" {
                named = Some(arguments.next().context("--data needs a folder: --data DIR")?.into());
            } else if let Some(folder) = text.strip_prefix("--data=") {
                named = Some(folder.into());
            } else {
                bail!("unknown argument {text}; usage: tokendesk-console [--data DIR]");
            }
        }
        let data_is_named = named.is_some();
        let data = named
            .or_else(tokendesk_issuer::default_folder)
            .context("there is no home folder: say where the data lies with --data DIR")?;
        Ok(Self { data, data_is_named })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str], variable: Option<&str>) -> Option<Arguments> {
        Arguments::parse(arguments.iter().map(OsString::from), variable.map(OsString::from)).ok()
    }

    #[test]
    fn a_named_folder_wins_over_the_environment() {
        let named = |folder: &str| Some(Arguments { data: folder.into(), data_is_named: true });
        assert_eq!(parse(&["--data", "/a"], Some("/b")), named("/a"));
        assert_eq!(parse(&["--data=/a"], None), named("/a"));
        assert_eq!(parse(&[], Some("/b")), named("/b"));
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(parse(&["--data"], None), None);
        assert_eq!(parse(&["--date", "/a"], None), None);
    }
}
