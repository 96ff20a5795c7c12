//! Taking back what an entry of the audit log tells.

use std::num::NonZeroU64;

use chrono::DateTime;

use crate::{
    address::AddressRange,
    amount::Amount,
    audit::{Action, AuditEntry},
    catalogue::Catalogue,
    change::{ChangedField, FieldChange},
    description::Description,
    group::Group,
    life_change::LifeChange,
    limit::{LimitWindow, RequestLimit},
    model::Models,
    rate::{Rate, RateForm, RateWindow},
    scope::ScopeName,
    token::Terms,
};

/// What takes an entry back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undo<'e> {
    /// The opposite change of life.
    Life(LifeChange),
    /// The terms as they were before these changes.
    Terms(&'e [FieldChange]),
}

impl<'e> Undo<'e> {
    /// None: the entry tells what is final, or not of a token's life or terms.
    pub fn of(entry: &'e AuditEntry) -> Option<Self> {
        let made = match entry.action {
            Action::Edited => return Some(Self::Terms(&entry.changes)),
            Action::Disabled => LifeChange::Disable,
            Action::Enabled => LifeChange::Enable,
            Action::Deleted => LifeChange::Delete,
            Action::Restored => LifeChange::Restore,
            _ => return None,
        };
        made.inverse().map(Self::Life)
    }

    /// The actions after which an earlier change of life can't be taken back: they changed what it had changed.
    pub const LIFE: [Action; 7] = [
        Action::Disabled,
        Action::Enabled,
        Action::Revoked,
        Action::Deleted,
        Action::Restored,
        Action::Purged,
        Action::BackupRestored,
    ];
}

impl Terms {
    /// These terms with each changed field as it was before `changes`, and the others as they are.
    ///
    /// None: a field is no longer as the changes left it, a scope would come back that is not offered any more, or an
    /// unlimited request limit, which is final, would get an end again.
    #[must_use]
    pub fn taken_back(&self, changes: &[FieldChange], catalogue: &Catalogue) -> Option<Self> {
        let (mut terms, values) = (self.clone(), Self::changes(None, self));
        for change in changes {
            let value = values.iter().find(|value| value.field == change.field);
            if value.and_then(|value| value.after.as_ref()) != change.after.as_ref() {
                return None;
            }
            terms.put(change.field, change.before.as_deref())?;
        }
        let scopes: Vec<_> = terms.scopes.iter().map(ScopeName::to_string).collect();
        let may_hold = terms.scopes == self.scopes || catalogue.read_choice(&scopes, &self.scopes).is_ok();
        let stays_unlimited = self.limit.is_some() || terms.limit.is_none();
        (may_hold && stays_unlimited).then_some(terms)
    }

    /// Puts a value in place as [`Terms::changes`] writes it; none: it is no such value.
    fn put(&mut self, field: ChangedField, text: Option<&str>) -> Option<()> {
        let amount = || optional(text, |text| Amount::new(text.parse().ok()?)).ok();
        match field {
            ChangedField::Description => {
                self.description = Description::parse(text.unwrap_or_default()).ok()?;
            }
            ChangedField::Expiry => {
                let moment = |text: &str| DateTime::from_timestamp_millis(text.parse().ok()?);
                self.expires = optional(text, moment).ok()?;
            }
            ChangedField::AllowIps => {
                self.addresses.allow = lines(text, |line| AddressRange::parse(line).ok())?;
            }
            ChangedField::BlockIps => {
                self.addresses.block = lines(text, |line| AddressRange::parse(line).ok())?;
            }
            ChangedField::RequestLimit => self.limit = optional(text, limit).ok()?,
            ChangedField::Rate => self.rate = optional(text, rate).ok()?,
            ChangedField::Scopes => self.scopes = lines(text, |line| ScopeName::parse(line).ok())?,
            ChangedField::Quota => self.quota.total = amount()?,
            ChangedField::DailyQuota => self.quota.daily = amount()?,
            ChangedField::MonthlyQuota => self.quota.monthly = amount()?,
            ChangedField::Models => {
                let names =
                    |text: &str| Models::read(&text.lines().map(str::to_owned).collect::<Vec<_>>()).ok();
                self.models = text.map_or(Some(Models::All), names)?;
            }
            ChangedField::Group => self.group = Group::parse(text.unwrap_or_default()).ok()?,
            _ => return None,
        }
        Some(())
    }
}

/// No text: no value. An error: the text is no value.
fn optional<T>(text: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, ()> {
    text.map(|text| parse(text).ok_or(())).transpose()
}

fn lines<T>(text: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.unwrap_or_default().lines().map(parse).collect()
}

/// `1000/day`
fn limit(text: &str) -> Option<RequestLimit> {
    let (max, window) = text.split_once('/')?;
    let max = max.parse().ok().filter(|max: &NonZeroU64| max.get() <= RequestLimit::MAX)?;
    Some(RequestLimit { max, window: LimitWindow::from_code(window)? })
}

/// `100/minute`, `100/minute burst 20`
fn rate(text: &str) -> Option<Rate> {
    let (rate, burst) = text.split_once(" burst ").unwrap_or((text, ""));
    let (max, window) = rate.split_once('/')?;
    let window = RateWindow::from_code(window)?;
    RateForm { max: max.to_owned(), window, burst: burst.to_owned() }.read().ok()?
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::{
        audit::Actor,
        form::{QuotaForm, TermsForm},
        starter_scopes::{StarterLanguage, starter_scopes},
        status::tests::token,
        token::Token,
    };

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn catalogue() -> Catalogue {
        Catalogue::new(starter_scopes(StarterLanguage::English))
    }

    /// A token with a value in each field that can be edited.
    fn full() -> Token {
        let mut token = token();
        let name = |index| catalogue().offered().nth(index).unwrap().name.to_string();
        let form = TermsForm {
            description: "one\ntwo".into(),
            expiry: crate::expiry::ExpiryChoice::InDays(7),
            allow: vec!["10.0.0.0/8".into(), "2001:db8::/32".into()],
            block: vec!["10.9.0.1".into()],
            limit: "1000".into(),
            window: LimitWindow::Day,
            rate: RateForm { max: "100".into(), window: RateWindow::Minute, burst: "20".into() },
            scopes: vec![name(0), name(1)],
            quota: QuotaForm {
                total: "500".into(),
                daily: "20".into(),
                monthly: "300".into(),
                ..QuotaForm::default()
            },
            models: Some(vec!["gpt-4o".into(), "claude".into()]),
            group: "vip".into(),
        };
        token.terms.limit = limit("1/total");
        token.terms = token.read_edit(&form, &catalogue(), now(), &Utc).value.unwrap();
        token
    }

    #[test]
    fn what_changed_comes_back_field_by_field_in_both_directions() {
        let full = full().terms;
        let bare = Terms { scopes: full.scopes[..1].to_vec(), limit: limit("5/total"), ..token().terms };
        for (before, after) in [(&full, &bare), (&bare, &full)] {
            let changes = Terms::changes(Some(before), after);
            assert_eq!(changes.len(), 12, "each field");
            assert_eq!(after.taken_back(&changes, &catalogue()).as_ref(), Some(before));
        }
    }

    #[test]
    fn what_was_changed_again_stays_and_what_else_was_changed_is_left_as_it_is() {
        let before = full().terms;
        let after = Terms { group: Group::parse("gold").unwrap(), expires: None, ..before.clone() };
        let changes = Terms::changes(Some(&before), &after);
        let again = Terms { group: Group::default(), ..after.clone() };
        assert_eq!(again.taken_back(&changes, &catalogue()), None);
        let else_where = Terms { rate: None, ..after };
        let expected = Terms { rate: None, ..before };
        assert_eq!(else_where.taken_back(&changes, &catalogue()), Some(expected));
    }

    #[test]
    fn no_rule_is_broken_by_going_back() {
        let before = full().terms;
        let back = |after: &Terms, catalogue: &Catalogue| {
            after.taken_back(&Terms::changes(Some(&before), after), catalogue)
        };
        let unlimited = Terms { limit: None, ..before.clone() };
        assert_eq!(back(&unlimited, &catalogue()), None, "unlimited is final");
        let fewer = Terms { scopes: before.scopes[..1].to_vec(), ..before.clone() };
        assert!(back(&fewer, &catalogue()).is_some());
        let mut scopes = catalogue().all().to_vec();
        scopes
            .iter_mut()
            .filter(|scope| scope.name == before.scopes[1])
            .for_each(|scope| scope.retired = true);
        assert_eq!(back(&fewer, &Catalogue::new(scopes)), None, "not offered any more");
    }

    #[test]
    fn a_value_that_is_none_is_not_put_in_place() {
        let terms = full().terms;
        for (field, before) in [
            (ChangedField::RequestLimit, "0/day"),
            (ChangedField::RequestLimit, "5/week"),
            (ChangedField::Rate, "5/day"),
            (ChangedField::Quota, "-1"),
            (ChangedField::AllowIps, "10.0.0.300"),
            (ChangedField::Expiry, "soon"),
        ] {
            let values = Terms::changes(None, &terms);
            let after = values.into_iter().find(|value| value.field == field).unwrap().after;
            let change = FieldChange { field, before: Some(before.into()), after };
            assert_eq!(terms.taken_back(&[change], &catalogue()), None, "{before}");
        }
    }

    #[test]
    fn only_what_can_be_taken_back_is() {
        let entry = |action| AuditEntry {
            at: now(),
            actor: Actor::from("cli:test"),
            action,
            token: None,
            subject: "t".into(),
            changes: Vec::new(),
        };
        let back: Vec<_> =
            Action::ALL.into_iter().filter(|action| Undo::of(&entry(*action)).is_some()).collect();
        let expected = [Action::Edited, Action::Disabled, Action::Enabled, Action::Deleted, Action::Restored];
        assert_eq!(back, expected);
        assert_eq!(Undo::of(&entry(Action::Deleted)), Some(Undo::Life(LifeChange::Restore)));
    }
}
