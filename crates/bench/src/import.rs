//! A hundred thousand tokens from a file, by the `tokendesk` command, all rules checked.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, ensure};
use tokendesk_domain::{expiry::ExpiryChoice, issue::IssueForm, token::Visibility};
use tokendesk_issuer::data_file;

use crate::desk::open_desk;
use crate::figure::{Bound, Figure, Quantity};
use crate::generate::PASSPHRASE;
use crate::issue::{copy, form, rate};
use crate::rows::{Bare, last_id, read_after};
use crate::statistics::median;

const TOKENS: u64 = 100_000;
const A_TRANSACTION: usize = 10_000;
const REPETITIONS: usize = 3;

pub(crate) fn measure(programs: &Path, folder: &Path) -> Result<Vec<Figure>> {
    fs::create_dir_all(folder)?;
    let (csv, passphrase) = (folder.join("tokens.csv"), folder.join("passphrase"));
    fs::write(&csv, table(TOKENS))?;
    fs::write(&passphrase, PASSPHRASE)?;
    let empty = data_file(&folder.join("empty"));
    open_desk(&empty)?.set_vault_passphrase(PASSPHRASE, PASSPHRASE)?;

    let (mut desk_rates, mut bare_rates) = (Vec::new(), Vec::new());
    for repetition in 0..REPETITIONS {
        let [ours, bare] = ["desk", "bare"].map(|name| folder.join(format!("{name}-{repetition}")));
        copy(&empty, &data_file(&ours))?;
        copy(&empty, &data_file(&bare))?;
        let mut command = Command::new(programs.join("tokendesk"));
        command.args(["token", "issue", "--from"]).arg(&csv).arg("--data").arg(&ours);
        command.env("TOKENDESK_PASSPHRASE_FILE", &passphrase);
        command.stdin(Stdio::null()).stdout(File::create(folder.join("results"))?);
        desk_rates.push(rate(TOKENS, || -> Result<()> {
            let status = command.status()?;
            ensure!(status.success(), "{command:?} ended with {status}");
            Ok(())
        })?);
        ensure!(last_id(&data_file(&ours))? == i64::try_from(TOKENS)?, "each line became a token");

        let rows = read_after(&data_file(&ours), 0)?;
        let mut writer = Bare::open(&data_file(&bare))?;
        bare_rates
            .push(rate(TOKENS, || rows.chunks(A_TRANSACTION).try_for_each(|tokens| writer.write(tokens)))?);
        for folder in [ours, bare] {
            fs::remove_dir_all(folder)?;
        }
    }
    Ok(vec![Figure {
        what: "issue 100,000 from a CSV file".to_owned(),
        ours: Quantity::PerSecond(median(&desk_rates)),
        reference: Some(Quantity::PerSecond(median(&bare_rates))),
        bound: Bound::AtLeastTimes(0.5),
    }])
}

/// One in five is shown once.
pub(crate) const fn visibility(number: u64) -> Visibility {
    if number.is_multiple_of(5) { Visibility::ShowOnce } else { Visibility::Copyable }
}

/// One line a token. No field of these tokens has a quote or a line break in it.
pub(crate) fn table(tokens: u64) -> String {
    let mut table = "name,description,expires,allow_ip,block_ip,request_limit,scopes,show_once\n".to_owned();
    for number in 1..=tokens {
        let IssueForm { name, visibility, terms } = form(number, visibility(number));
        let expires = match terms.expiry {
            ExpiryChoice::InDays(days) => format!("{days}d"),
            _ => "never".to_owned(),
        };
        let limit = if terms.limit.is_empty() {
            String::new()
        } else {
            format!("{}/{}", terms.limit.replace(',', ""), terms.window.code())
        };
        let [allow, block, scopes] = [terms.allow, terms.block, terms.scopes].map(|list| list.join(" "));
        let show_once = visibility == Visibility::ShowOnce;
        let description = terms.description;
        writeln!(table, "{name},\"{description}\",{expires},{allow},{block},{limit},{scopes},{show_once}")
            .expect("a string takes any text");
    }
    table
}
