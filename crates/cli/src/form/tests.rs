use tokendesk_domain::{
    address::AddressProblem,
    amount::Amount,
    expiry::ExpiryChoice,
    group::Group,
    limit::LimitWindow,
    model::Models,
    quota::Quota,
    rate::{RateForm, RateWindow},
    scope::ScopeName,
};

use super::*;
use crate::args::{ListChange, Selection};

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|&text| text.to_owned()).collect()
}

fn current() -> Terms {
    let form = TermsForm {
        description: "ci".into(),
        expiry: ExpiryChoice::Never,
        allow: texts(&["10.0.0.0/8"]),
        block: texts(&["10.1.0.0/16"]),
        limit: "1000".into(),
        window: LimitWindow::Day,
        rate: RateForm { max: "100".into(), window: RateWindow::Minute, burst: "20".into() },
        scopes: texts(&["read", "write"]),
        ..TermsForm::default()
    };
    let addresses =
        tokendesk_domain::address_list::AddressListReading::read(&form.allow, &form.block).rules();
    Terms {
        description: tokendesk_domain::description::Description::parse(&form.description).unwrap(),
        expires: None,
        addresses,
        limit: tokendesk_domain::limit::RequestLimit::parse(&form.limit, form.window).unwrap(),
        rate: form.rate.read().unwrap(),
        scopes: form.scopes.iter().map(|name| ScopeName::parse(name).unwrap()).collect(),
        quota: Quota { total: Amount::new(5), ..Quota::default() },
        models: Models::read(&texts(&["gpt-4o"])).unwrap(),
        group: Group::parse("vip").unwrap(),
    }
}

fn edit_args(terms: TermsArgs, lists: ListChange) -> EditArgs {
    EditArgs { tokens: Selection::default(), terms, lists, revision: None }
}

#[test]
fn an_address_that_was_left_empty_is_not_every_address() {
    let terms = TermsArgs {
        allow_ips: texts(&["", "10.0.0.1", "nonsense"]),
        block_ips: texts(&[" "]),
        ..TermsArgs::default()
    };
    let args = TokenArgs { name: None, terms, show_once: false };
    let wrong = FieldError::at(Field::AllowIps, 1, AddressProblem::Malformed.into());
    let refusals = issue(&args).judged(&[wrong], &args.terms).unwrap_err();
    let found: Vec<_> =
        refusals.iter().map(|r| (r.code, r.field.as_deref().unwrap_or_default(), r.index)).collect();
    assert_eq!(
        found,
        [
            ("required", "allow_ip", Some(0)),
            ("malformed", "allow_ip", Some(2)),
            ("required", "block_ip", Some(0)),
        ]
    );
    assert!(refusals[1].message.starts_with("nonsense: "));
}

#[test]
fn an_edit_without_an_option_leaves_the_field_as_it_is() {
    let terms = current();
    let typed = edit(&edit_args(TermsArgs::default(), ListChange::default()), &terms);
    assert_eq!(typed.refusals, []);
    let unchanged = TermsForm::from(&terms);
    assert_eq!(format!("{:?}", typed.form), format!("{unchanged:?}"));
}

#[test]
fn an_edit_replaces_what_is_named() {
    let args = TermsArgs {
        scopes: texts(&["admin"]),
        description: Some(String::new()),
        expires: Some("never".into()),
        allow_ips: texts(&["192.0.2.1"]),
        block_ips: vec![],
        request_limit: Some("500".into()),
        rate: Some("7/second".into()),
        burst: None,
        ..TermsArgs::default()
    };
    let form = edit(&edit_args(args, ListChange::default()), &current()).form;
    assert_eq!(form.scopes, ["admin"]);
    assert_eq!(form.description, "");
    assert_eq!(form.expiry, ExpiryChoice::Never);
    assert_eq!((form.allow, form.block), (texts(&["192.0.2.1"]), texts(&["10.1.0.0/16"])));
    assert_eq!((form.limit.as_str(), form.window), ("500", LimitWindow::Total));
    assert_eq!(form.rate.read().unwrap().unwrap().to_string(), "7/second burst 20");
}

#[test]
fn a_rate_that_is_none_takes_its_burst_away_too() {
    let none = TermsArgs { rate: Some("none".into()), ..TermsArgs::default() };
    let form = edit(&edit_args(none, ListChange::default()), &current()).form;
    assert_eq!(form.rate.read(), Ok(None));
    let typed = edit(
        &edit_args(TermsArgs { burst: Some(" ".into()), ..TermsArgs::default() }, ListChange::default()),
        &current(),
    );
    assert_eq!(typed.refusals[0].field.as_deref(), Some("burst"));
}

#[test]
fn lists_can_be_emptied_and_scopes_added_and_taken_away() {
    let lists = ListChange {
        add_scopes: texts(&["admin"]),
        remove_scopes: texts(&["read", "billing:read"]),
        clear_allow_ip: true,
        clear_block_ip: true,
    };
    let typed = edit(&edit_args(TermsArgs::default(), lists), &current());
    assert_eq!(typed.form.scopes, ["write", "admin"]);
    assert!(typed.form.allow.is_empty() && typed.form.block.is_empty());
    assert_eq!(typed.refusals.len(), 1);
    assert_eq!((typed.refusals[0].code, typed.refusals[0].index), ("not_held", Some(1)));
}

#[test]
fn an_amount_replaces_its_own_and_unlimited_takes_it_away() {
    let terms = TermsArgs {
        quota: Some(" Unlimited ".into()),
        daily_quota: Some("$1".into()),
        monthly_quota: Some(" ".into()),
        group: Some(String::new()),
        ..TermsArgs::default()
    };
    let Typed { form, refusals } = edit(&edit_args(terms, ListChange::default()), &current());
    assert_eq!([&form.quota.total, &form.quota.daily, &form.quota.monthly], ["", "$1", ""]);
    let refused: Vec<_> = refusals.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
    assert_eq!(refused, ["monthly_quota", "group"], "an empty value is a variable that was not set");
    assert_eq!((form.models, form.group), (Some(texts(&["gpt-4o"])), "vip".to_owned()), "left as they are");
}

#[test]
fn all_lifts_the_restriction_of_models_and_a_blank_does_not() {
    let models = |names: &[&str]| {
        let terms = TermsArgs { models: texts(names), ..TermsArgs::default() };
        edit(&edit_args(terms, ListChange::default()), &current()).form.models
    };
    assert_eq!(models(&["All"]), None);
    assert_eq!(models(&[""]), Some(texts(&[""])), "the domain refuses a restriction to nothing");
    assert_eq!(models(&["all", "gpt-4o"]), Some(texts(&["all", "gpt-4o"])));
}
