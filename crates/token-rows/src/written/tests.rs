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
    token::TokenId,
    usage::Usage,
};
use tokendesk_token_file::{Format, Writer};

use super::*;
use crate::RowReader;

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
            let read_back = RowReader::new(false).read(row.content).expect("a token");
            prop_assert_eq!(&read_back.errors, &vec![]);
            prop_assert_eq!(read_back.enabled, Some(enabled));
            prop_assert_eq!(read(&read_back.form), Some(new.clone()));
        }
    }
}
