use chrono::{DateTime, Utc};
use serde_json::json;
use tokendesk_domain::{
    catalogue::Catalogue,
    issue::IssueForm,
    key::KeyHint,
    quota::Spending,
    starter_scopes::{StarterLanguage, starter_scopes},
    token::{State, TokenId},
    usage::Usage,
};

use super::*;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn fields(object: Value) -> TokenFields {
    let (fields, wrong) = body::fields(object);
    assert_eq!(wrong, []);
    fields
}

/// A token that was created by this object and has spent so much since.
fn token(object: Value, spent: u64) -> Token {
    let catalogue = Catalogue::new(starter_scopes(StarterLanguage::English));
    let scopes = catalogue.offered().map(|scope| scope.name.to_string()).collect();
    let terms = fields(object).over(TermsForm { scopes, ..TermsForm::default() }, None).unwrap();
    let form = IssueForm { name: "t".into(), terms, ..IssueForm::default() };
    let new = form.read(&catalogue, now(), &Utc).value.unwrap();
    Token {
        id: TokenId(1),
        revision: 1,
        name: new.name,
        terms: new.terms,
        visibility: new.visibility,
        hint: KeyHint { head: "sk-AbCd".into(), tail: "wXyZ".into() },
        generation: 1,
        state: State::Enabled,
        usage: Usage::default(),
        spending: Spending { total: Amount::saturating(spent), ..Spending::default() },
        created: now(),
        deleted: None,
    }
}

/// The form of an edit of that token by this object.
fn edit(token: &Token, object: Value) -> TermsForm {
    fields(object).over(TermsForm::from(&token.terms), Some(token)).unwrap()
}

fn total(form: &TermsForm) -> Option<u64> {
    (!form.quota.total.is_empty()).then(|| form.quota.total.parse().unwrap())
}

#[test]
fn a_new_token_may_spend_what_is_said_in_units_or_credits_and_nothing_where_nothing_is_said() {
    for (object, expected) in [
        (json!({}), Some(0)),
        (json!({"unlimited_quota": false}), Some(0)),
        (json!({"unlimited_quota": true, "remain_quota": 5}), None),
        (json!({"remain_quota": 500_000}), Some(500_000)),
        (json!({"remain_quota": 1, "remain_credits": 200}), Some(500_000)),
        (json!({"remain_credits": 0.0004}), Some(1)),
        (json!({"remain_quota": 7, "used_quota": 3}), Some(7)),
    ] {
        assert_eq!(token(object.clone(), 0).terms.quota.total.map(Amount::units), expected, "{object}");
    }
}

#[test]
fn an_edit_never_gives_back_what_was_spent_meanwhile() {
    let token = token(json!({"remain_quota": 100}), 30);
    for (object, expected) in [
        (json!({}), 100),
        (json!({"unlimited_quota": false}), 100),
        // The object as it was shown before the 30 were spent, and as it is shown since.
        (json!({"remain_quota": 100, "used_quota": 0}), 100),
        (json!({"remain_quota": 70, "used_quota": 30}), 100),
        (json!({"remain_quota": 570, "used_quota": 30}), 600),
        (json!({"remain_quota": 500}), 530),
    ] {
        assert_eq!(total(&edit(&token, object.clone())), Some(expected), "{object}");
    }
}

#[test]
fn an_unlimited_token_is_limited_only_by_a_word() {
    let token = token(json!({"unlimited_quota": true}), 30);
    for (object, expected) in [
        (json!({}), None),
        (json!({"remain_quota": 0, "used_quota": 30, "unlimited_quota": true}), None),
        (json!({"remain_quota": 0}), None),
        (json!({"remain_quota": 5}), Some(35)),
        (json!({"unlimited_quota": false}), Some(30)),
        (json!({"unlimited_quota": false, "remain_credits": 1}), Some(2_530)),
    ] {
        assert_eq!(total(&edit(&token, object.clone())), expected, "{object}");
    }
}

#[test]
fn a_field_that_is_left_out_or_null_stays_as_it_is() {
    let token = token(
        json!({
            "expired_time": 4_073_500_800_i64, "remain_quota": 5, "daily_quota": 2, "monthly_credits": 1,
            "model_limits_enabled": true, "model_limits": "b, a", "allow_ips": "10.0.0.0/8\n1.2.3.4", "group": "vip",
        }),
        0,
    );
    for object in
        [json!({}), json!({"expired_time": null, "allow_ips": null, "group": null, "model_limits": null})]
    {
        let form = edit(&token, object);
        assert_eq!(form.expiry, tokendesk_domain::expiry::ExpiryChoice::Unchanged);
        assert_eq!(form.allow, ["10.0.0.0/8", "1.2.3.4"]);
        assert_eq!((&*form.group, form.models), ("vip", Some(vec!["a".to_owned(), "b".to_owned()])));
        assert_eq!((&*form.quota.total, &*form.quota.daily, &*form.quota.monthly), ("5", "2", "2500"));
    }
    let as_shown = edit(&token, json!({"expired_time": 4_073_500_800_i64}));
    assert_eq!(as_shown.expiry, tokendesk_domain::expiry::ExpiryChoice::Unchanged);
    assert_eq!(
        edit(&token, json!({"expired_time": -1})).expiry,
        tokendesk_domain::expiry::ExpiryChoice::Never
    );
    assert_eq!(
        edit(&token, json!({"daily_quota": 0})).quota.daily,
        "",
        "as good as left out, on their server"
    );
}

#[test]
fn models_are_restricted_only_where_that_is_enabled() {
    let models = |object| edit(&token(json!({"unlimited_quota": true}), 0), object).models;
    assert_eq!(models(json!({"model_limits": "a"})), None);
    assert_eq!(models(json!({"model_limits": "a", "model_limits_enabled": false})), None);
    let only = |names: &[&str]| Some(names.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(models(json!({"model_limits": "a,b", "model_limits_enabled": true})), only(&["a", "b"]));
    assert_eq!(models(json!({"model_limits_enabled": true})), only(&[]), "refused, and never all models");
}

#[test]
fn amounts_below_zero_and_parts_of_a_unit_are_refused() {
    for object in [json!({"remain_quota": -1}), json!({"daily_quota": -5}), json!({"used_quota": i64::MIN})] {
        let refused = fields(object.clone()).over(TermsForm::default(), None).unwrap_err();
        assert!(matches!(refused, Refusal::Wrong(wrong) if wrong[0].code == "negative"), "{object}");
    }
    for (credits, code) in [
        (json!(0.000_01), "not_whole_units"),
        (json!(-1), "negative"),
        (json!(i64::MAX), "too_large"),
        (json!(1e300), "not_an_amount"),
        (json!("200"), "wrong_type"),
    ] {
        assert_eq!(Credits::from_json(credits.clone()).unwrap_err().code, code, "{credits}");
    }
}
