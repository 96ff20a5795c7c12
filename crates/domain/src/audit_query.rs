//! Which entries of the audit log are asked for.

use chrono::{DateTime, NaiveTime, TimeZone, Utc};

use crate::{
    audit::Action,
    calendar::first_instant,
    expiry::{end_of_day, parse_day, parse_moment},
    field_error::{Field, FieldError, Problem},
    token::TokenId,
};

/// What is none asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// From this moment on.
    pub since: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    /// A part of the actor's name or address, in either case.
    pub who: Option<String>,
    /// One of these.
    pub actions: Option<Vec<Action>>,
    /// What was done to this token.
    pub token: Option<TokenId>,
}

/// The question as typed; what is blank asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditForm {
    /// A day, from its beginning, or a moment; in the admin's time zone unless it names an offset.
    pub since: String,
    /// A day, to its end, or a moment, which is not part of it.
    pub until: String,
    /// As [`AuditQuery::who`].
    pub who: String,
    /// As [`AuditQuery::actions`].
    pub actions: Option<Vec<Action>>,
    /// As [`AuditQuery::token`].
    pub token: Option<TokenId>,
}

impl AuditForm {
    /// Reads the form, collecting all errors.
    pub fn read<Tz: TimeZone>(self, zone: &Tz) -> Result<AuditQuery, Vec<FieldError>> {
        let since = read(&self.since, zone, |raw| {
            let day = parse_day(raw)?;
            first_instant(day.and_time(NaiveTime::MIN), zone).ok_or(Problem::NotInTimeZone)
        });
        let until = read(&self.until, zone, |raw| end_of_day(parse_day(raw)?, zone));
        match (since, until) {
            (Ok(since), Ok(until)) => {
                let who = self.who.trim();
                let who = (!who.is_empty()).then(|| who.to_owned());
                Ok(AuditQuery { since, until, who, actions: self.actions, token: self.token })
            }
            (since, until) => {
                let since = since.err().map(|problem| FieldError::new(Field::Since, problem));
                let until = until.err().map(|problem| FieldError::new(Field::Until, problem));
                Err(since.into_iter().chain(until).collect())
            }
        }
    }
}

fn read<Tz: TimeZone>(
    raw: &str,
    zone: &Tz,
    day: impl FnOnce(&str) -> Result<DateTime<Utc>, Problem>,
) -> Result<Option<DateTime<Utc>>, Problem> {
    match raw.trim() {
        "" => Ok(None),
        moment if moment.contains(['T', ' ']) => parse_moment(moment, zone).map(Some),
        raw => day(raw).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Seoul;

    use super::*;

    fn read(since: &str, until: &str) -> Result<(Option<String>, Option<String>), Vec<FieldError>> {
        let form = AuditForm { since: since.into(), until: until.into(), ..AuditForm::default() };
        let text = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339());
        form.read(&Seoul).map(|query| (text(query.since), text(query.until)))
    }

    #[test]
    fn a_day_is_asked_for_from_its_beginning_to_its_end_on_the_admins_clock() {
        let day =
            (Some("2027-01-30T15:00:00+00:00".to_owned()), Some("2027-01-31T15:00:00+00:00".to_owned()));
        assert_eq!(read("2027-01-31", " 2027-01-31 "), Ok(day));
        let moment =
            (Some("2027-01-31T09:00:00+00:00".to_owned()), Some("2027-01-31T18:00:00+00:00".to_owned()));
        assert_eq!(read("2027-01-31T18:00", "2027-01-31T18:00Z"), Ok(moment));
        assert_eq!(read("", "  "), Ok((None, None)));
    }

    #[test]
    fn both_days_that_are_none_are_named_at_once() {
        let errors = read("yesterday", "2027-02-30").unwrap_err();
        assert_eq!(errors.iter().map(|error| error.field).collect::<Vec<_>>(), [Field::Since, Field::Until]);
    }

    #[test]
    fn a_blank_name_asks_for_everybody() {
        let form = AuditForm { who: "  ".into(), ..AuditForm::default() };
        assert_eq!(form.read(&Seoul), Ok(AuditQuery::default()));
        let form = AuditForm { who: " anna ".into(), ..AuditForm::default() };
        assert_eq!(form.read(&Seoul).unwrap().who.as_deref(), Some("anna"));
    }
}
