//! `tokendesk token export`: tokens as a file that `token issue --from` reads.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use chrono::SecondsFormat;
use tokendesk_domain::{
    address::AddressRange,
    amount::Amount,
    list_query::ListQuery,
    rate::Rate,
    token::{State, Token, TokenId, Visibility},
};
use tokendesk_issuer::{Desk, KeyUse};
use tokendesk_token_file::{Format, GivenKey, TokenFields, Writer};
use zeroize::Zeroizing;

use super::{selection::filter, sheet::short_limit};
use crate::{
    args::ExportArgs,
    note::Note,
    output::Output,
    progress::Progress,
    refusal::{Failure, Refusal},
    seat::with_vault,
    terminal,
};

/// Tokens that are read at once, and whose keys are opened with one transaction of audit entries.
const PAGE: usize = 500;

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &ExportArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let format = args.format.map(Format::from).or_else(|| Format::of_name(args.to.as_deref()?));
    let format = match format {
        Some(Format::NewApi) => {
            let message = "Lists of new-api are read, not written; write csv or jsonl.";
            return Err(Refusal::at("format", "unknown_format", message).into());
        }
        Some(format) => format,
        None if args.to.is_none() && output.is_json() => Format::JsonLines,
        None => Format::Csv,
    };
    let ids = desk.filtered(&filter(&args.filter, &ListQuery::default())?)?;
    if args.with_keys {
        confirm(args, ids.len())?;
    }
    let mut export = Export { desk, args, format, count: Count::default() };
    match &args.to {
        Some(path) => export.to_file(path, &ids, output)?,
        None => {
            let text = export.text(&ids, output)?;
            output.raw(&text)?;
        }
    }
    let Count { written, revoked, without_key } = export.count;
    output.remark(&format!("Tokens written: {written}."));
    if revoked > 0 {
        let message =
            format!("Left out, for they would come back to life: {revoked} revoked or deleted tokens.");
        output.warn(&Note::new("left_out", message));
    }
    if without_key > 0 {
        let message = format!("Without their keys, of which no copy is kept: {without_key} tokens.");
        output.warn(&Note::new("keys_not_kept", message));
    }
    Ok(())
}

/// Keys leave the vault for good: somebody has to say so.
fn confirm(args: &ExportArgs, count: usize) -> Result<(), Failure> {
    use std::io::IsTerminal;

    if args.yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        let message =
            "The keys of these tokens would be written in plain text: write --yes to say that it is meant.";
        return Err(Refusal::at("yes", "not_confirmed", message).into());
    }
    let question = format!("Write the keys of {count} tokens in plain text? [y/N] ");
    let answer = terminal::ask(&question).unwrap_or_default();
    if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(Refusal::at("yes", "not_confirmed", "Nothing was written.").into())
}

#[derive(Default)]
struct Count {
    written: u64,
    revoked: u64,
    without_key: u64,
}

struct Export<'e> {
    desk: &'e Desk,
    args: &'e ExportArgs,
    format: Format,
    count: Count,
}

impl Export<'_> {
    /// Writes a new file for its owner alone, whole or not at all.
    fn to_file<W: Write, N: Write>(
        &mut self,
        path: &Path,
        ids: &[TokenId],
        output: &mut Output<W, N>,
    ) -> Result<(), Failure> {
        let unwritable = |error: &io::Error| -> Failure {
            Failure::Fault(Refusal::at("to", "file_unwritable", format!("{}: {error}.", path.display())))
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if path.exists() && !self.args.force {
            let message = format!("{} is there already; --force replaces it.", path.display());
            return Err(Refusal::at("to", "file_exists", message).into());
        }
        // Its mode is 0600 from the beginning.
        let file = tempfile::NamedTempFile::new_in(folder).map_err(|error| unwritable(&error))?;
        self.write(BufWriter::new(file.as_file()), ids, output)?;
        file.as_file().sync_all().map_err(|error| unwritable(&error))?;
        let kept = if self.args.force {
            file.persist(path).map_err(|error| error.error)
        } else {
            file.persist_noclobber(path).map_err(|error| error.error)
        };
        kept.map(|_: File| ()).map_err(|error| unwritable(&error))
    }

    fn text<W: Write, N: Write>(
        &mut self,
        ids: &[TokenId],
        output: &mut Output<W, N>,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let mut text = Zeroizing::new(Vec::new());
        self.write(&mut *text, ids, output)?;
        Ok(text)
    }

    fn write<O: Write, W: Write, N: Write>(
        &mut self,
        out: O,
        ids: &[TokenId],
        output: &mut Output<W, N>,
    ) -> Result<(), Failure> {
        let mut writer = Writer::new(out, self.format, self.args.with_keys)?;
        let progress = Progress::up_to(ids.len() as u64, "Writing");
        for page in ids.chunks(PAGE) {
            let mut tokens = self.desk.tokens(page)?;
            let before = tokens.len();
            tokens.retain(Token::is_editable);
            self.count.revoked += (before - tokens.len()) as u64;
            let keys = self.keys(&tokens, output)?;
            for (token, key) in tokens.iter().zip(keys) {
                self.count.without_key += u64::from(self.args.with_keys && key.is_none());
                let fields = TokenFields { key, ..fields(token) };
                writer.write(&fields).map_err(|error| match error.kind() {
                    io::ErrorKind::InvalidInput => {
                        Refusal::at("format", "not_in_csv", format!("Token {}: {error}.", token.id.0)).into()
                    }
                    _ => Failure::from(error),
                })?;
                self.count.written += 1;
            }
            progress.advance(before);
        }
        Ok(writer.flush()?)
    }

    /// For each token its key, where it is asked for and kept; each that is opened has its entry in the audit log.
    fn keys<W: Write, N: Write>(
        &self,
        tokens: &[Token],
        output: &mut Output<W, N>,
    ) -> Result<Vec<Option<GivenKey>>, Failure> {
        if !self.args.with_keys {
            return Ok(vec![None; tokens.len()]);
        }
        let copyable = tokens.iter().filter(|token| token.visibility == Visibility::Copyable);
        let copyable: Vec<TokenId> = copyable.map(|token| token.id).collect();
        let desk = self.desk;
        let opened = with_vault(desk, output, || {
            desk.kept_keys(&copyable, KeyUse::Reveal)?.into_iter().collect::<Result<Vec<_>, _>>()
        })?;
        let mut opened = opened.into_iter();
        let key = |token: &Token| {
            let key = if token.visibility == Visibility::Copyable { opened.next() } else { None };
            key.map(|key| GivenKey::Whole(Zeroizing::new(key.expose().to_owned())))
        };
        Ok(tokens.iter().map(key).collect())
    }
}

/// The token as a row that is read back as the same terms.
pub(super) fn fields(token: &Token) -> TokenFields {
    let terms = &token.terms;
    let ranges = |list: &[AddressRange]| list.iter().map(ToString::to_string).collect();
    let amount = |amount: Option<Amount>| amount.map(|amount| amount.units().to_string());
    let mut models: Vec<_> =
        terms.models.names().unwrap_or_default().iter().map(ToString::to_string).collect();
    // A single `all` would be read as every model.
    if let [model] = &models[..]
        && model.eq_ignore_ascii_case("all")
    {
        models.push(model.clone());
    }
    let description = terms.description.as_str();
    TokenFields {
        name: Some(token.name.as_str().to_owned()),
        description: (!description.is_empty()).then(|| description.to_owned()),
        expires: terms.expires.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        allow_ips: ranges(&terms.addresses.allow),
        block_ips: ranges(&terms.addresses.block),
        request_limit: terms.limit.map(short_limit),
        rate: terms.rate.map(|rate| format!("{}/{}", rate.max(), rate.window().code())),
        burst: terms.rate.and_then(Rate::own_burst).map(|burst| burst.to_string()),
        scopes: terms.scopes.iter().map(ToString::to_string).collect(),
        quota: amount(terms.quota.total),
        daily_quota: amount(terms.quota.daily),
        monthly_quota: amount(terms.quota.monthly),
        models,
        group: Some(terms.group.as_str().to_owned()),
        show_once: token.visibility == Visibility::ShowOnce,
        enabled: Some(token.state == State::Enabled),
        key: None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use proptest::{collection::vec, option, prelude::*, sample::select};
    use tokendesk_domain::{
        catalogue::Catalogue,
        expiry::ExpiryChoice,
        form::{QuotaForm, TermsForm},
        issue::{IssueForm, NewToken},
        key::KeyHint,
        limit::LimitWindow,
        quota::Spending,
        rate::{RateForm, RateWindow},
        starter_scopes::{StarterLanguage, starter_scopes},
        usage::Usage,
    };
    use tokendesk_token_file::Content;

    use super::*;
    use crate::{args::TokenArgs, form};

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("a moment")
    }

    fn read(form: &IssueForm) -> Option<NewToken> {
        let catalogue = Catalogue::new(starter_scopes(StarterLanguage::English));
        form.read(&catalogue, now(), &Utc).value.ok()
    }

    fn token(new: NewToken, state: State) -> Token {
        Token {
            id: TokenId(1),
            revision: 1,
            name: new.name,
            terms: new.terms,
            visibility: new.visibility,
            hint: KeyHint { head: "sk-AbCd".into(), tail: "wXyZ".into() },
            generation: 1,
            state,
            usage: Usage::default(),
            spending: Spending::default(),
            created: now(),
            deleted: None,
        }
    }

    fn amount() -> impl Strategy<Value = String> {
        option::of(0..1_000_000_000_u64).prop_map(|units| units.map_or_else(String::new, |n| n.to_string()))
    }

    prop_compose! {
        fn forms()(
            name in "[ -~가-힣]{1,40}",
            description in "[ -~가-힣\n]{0,80}",
            seconds in option::of(1..2_000_000_000_i64),
            allow in vec(any::<std::net::IpAddr>().prop_map(|ip| ip.to_string()), 0..4),
            block in vec("10\\.[0-9]{1,2}\\.0\\.0/16", 0..3),
            limit in (0..1_000_000_u64, select(&LimitWindow::ALL[..])),
            rate in option::of((1..1_000_u32, select(&RateWindow::ALL[..]), 1..1_000_u32)),
            scopes in vec(select(&["read", "write", "admin"][..]), 1..3),
            amounts in (amount(), amount(), amount()),
            models in option::of(vec("[a-zA-Z0-9:./_-]{1,12}|all|ALL", 1..4)),
            group in "|[a-z가-힣][ a-z가-힣]{0,20}",
            show_once: bool,
        ) -> IssueForm {
            let rate = rate.map_or_else(RateForm::default, |(max, window, burst)| RateForm {
                max: max.to_string(), window, burst: burst.to_string(),
            });
            let expiry = seconds.and_then(|seconds| DateTime::from_timestamp(now().timestamp() + seconds, 0));
            IssueForm {
                name,
                visibility: if show_once { Visibility::ShowOnce } else { Visibility::Copyable },
                terms: TermsForm {
                    description,
                    expiry: expiry.map_or(ExpiryChoice::Never, ExpiryChoice::At),
                    allow,
                    block,
                    limit: limit.0.to_string(),
                    window: limit.1,
                    rate,
                    scopes: scopes.into_iter().map(str::to_owned).collect(),
                    quota: QuotaForm { total: amounts.0, daily: amounts.1, monthly: amounts.2, ..QuotaForm::default() },
                    models,
                    group,
                },
            }
        }
    }

    proptest! {
        /// Whatever a token's terms are, the file says them, and nothing else.
        #[test]
        fn what_is_exported_is_imported_as_it_was(form in forms(), enabled: bool) {
            let Some(new) = read(&form) else { return Ok(()) };
            let state = if enabled { State::Enabled } else { State::Disabled };
            let token = token(new.clone(), state);
            for format in [Format::Csv, Format::JsonLines] {
                let mut file = Vec::new();
                let mut writer = Writer::new(&mut file, format, false).expect("a head");
                writer.write(&fields(&token)).expect("a row");
                writer.flush().expect("flushed");
                drop(writer);
                let row = format.rows(&file[..], &[]).expect("rows").next().expect("a row").expect("read");
                let Content::Token(fields, faults) = row.content else { panic!("a token") };
                prop_assert_eq!(faults, vec![]);
                prop_assert_eq!(fields.enabled, Some(enabled));
                let typed = form::issue(&TokenArgs::from(fields));
                prop_assert_eq!(typed.refusals, vec![]);
                prop_assert_eq!(read(&typed.form), Some(new.clone()));
            }
        }
    }
}
