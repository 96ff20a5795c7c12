//! What a request says of a token's terms, and the desk's form of it.

mod values;

use tokendesk_domain::{
    expiry::ExpiryChoice, form::TermsForm, issue::IssueForm, rate::RateForm, token::Visibility,
};
use tokendesk_issuer::DeskError;

use self::values::{
    AmountField, AmountSchema, ExpiresField, ExpiresSchema, LimitField, LimitSchema, RateField, RateSchema,
};
use crate::{body::request_object, given::Given, refusal::Wrong};

request_object! {
    /// A token to be created.
    #[schema(as = NewToken)]
    NewTokenFields {
        /// Up to 50 characters; it can't be changed later.
        #[schema(value_type = String, required, min_length = 1, max_length = 50, example = "billing-ci")]
        name: String,
        /// `copyable`: the key can be had again while the vault is open; `show_once`: only its hash is kept. Left
        /// out: as the console's settings say.
        #[schema(value_type = Option<String>, pattern = "^(copyable|show_once)$")]
        visibility: String,
        /// Up to 500 characters.
        #[schema(value_type = Option<String>, max_length = 500)]
        description: String,
        /// The moment from which it is dead, in RFC 3339, or in Unix seconds with -1 for never; null or left out: never.
        #[schema(value_type = Option<ExpiresSchema>)]
        expires: ExpiresField,
        /// Addresses and CIDR ranges from which it may be used; null, left out or empty: every address.
        #[schema(value_type = Option<Vec<String>>, max_items = 1000, example = json!(["10.0.0.0/8"]))]
        allow_ips: Vec<String>,
        /// Addresses and CIDR ranges from which it may not be used; block wins.
        #[schema(value_type = Option<Vec<String>>, max_items = 1000, example = json!(["10.0.9.9"]))]
        block_ips: Vec<String>,
        /// How often it may be used; null or left out: unlimited, which can't be modified later.
        #[schema(value_type = Option<LimitSchema>)]
        request_limit: LimitField,
        /// How fast it may be used; null or left out: as fast as may be.
        #[schema(value_type = Option<RateSchema>)]
        rate: RateField,
        /// The most that may be spent in all; null or left out: unlimited.
        #[schema(value_type = Option<AmountSchema>)]
        quota: AmountField,
        /// The most that may be spent in each day of the calendar; null or left out: unlimited.
        #[schema(value_type = Option<AmountSchema>)]
        daily_quota: AmountField,
        /// The most that may be spent in each month; null or left out: unlimited.
        #[schema(value_type = Option<AmountSchema>)]
        monthly_quota: AmountField,
        /// The models that it may use; null or left out: all.
        #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 200, example = json!(["gpt-4o"]))]
        models: Vec<String>,
        /// One label; null or left out: `default`.
        #[schema(value_type = Option<String>, max_length = 50)]
        group: String,
        /// Names of scopes, at least one.
        #[schema(value_type = Vec<String>, required, min_items = 1, example = json!(["read"]))]
        scopes: Vec<String>,
    }
}

request_object! {
    /// An edit: a field that is left out stays as it is.
    #[schema(as = TokenEdit)]
    EditFields {
        /// Edit only if the token still is at this revision.
        #[schema(value_type = Option<i64>)]
        revision: i64,
        /// Up to 500 characters; null: none.
        #[schema(value_type = Option<String>, max_length = 500)]
        description: String,
        /// As on creation; null: never.
        #[schema(value_type = Option<ExpiresSchema>)]
        expires: ExpiresField,
        /// As on creation; replaces the list.
        #[schema(value_type = Option<Vec<String>>, max_items = 1000)]
        allow_ips: Vec<String>,
        /// As on creation; replaces the list.
        #[schema(value_type = Option<Vec<String>>, max_items = 1000)]
        block_ips: Vec<String>,
        /// As on creation. An unlimited one can't be modified.
        #[schema(value_type = Option<LimitSchema>)]
        request_limit: LimitField,
        /// As on creation; null: as fast as may be.
        #[schema(value_type = Option<RateSchema>)]
        rate: RateField,
        /// As on creation; null: unlimited.
        #[schema(value_type = Option<AmountSchema>)]
        quota: AmountField,
        /// As on creation; null: unlimited.
        #[schema(value_type = Option<AmountSchema>)]
        daily_quota: AmountField,
        /// As on creation; null: unlimited.
        #[schema(value_type = Option<AmountSchema>)]
        monthly_quota: AmountField,
        /// As on creation; replaces the list; null: all.
        #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 200)]
        models: Vec<String>,
        /// As on creation; null: `default`.
        #[schema(value_type = Option<String>, max_length = 50)]
        group: String,
        /// As on creation; replaces the list.
        #[schema(value_type = Option<Vec<String>>, min_items = 1)]
        scopes: Vec<String>,
    }
}

impl NewTokenFields {
    /// The form that the desk reads, and what is wrong before that. The default is asked for where it is needed.
    pub(super) fn form(
        self,
        default_visibility: impl FnOnce() -> Result<Visibility, DeskError>,
    ) -> Result<(IssueForm, Vec<Wrong>), DeskError> {
        let mut wrong = Vec::new();
        let visibility = match self.visibility.value() {
            None => default_visibility()?,
            Some(word) => Visibility::from_code(&word).unwrap_or_else(|| {
                let detail = "This is neither copyable nor show_once.";
                wrong.push(Wrong::body("/visibility", "unknown_visibility", detail));
                Visibility::ShowOnce
            }),
        };
        let edit = EditFields {
            revision: Given::Absent,
            description: self.description,
            expires: self.expires,
            allow_ips: self.allow_ips,
            block_ips: self.block_ips,
            request_limit: self.request_limit,
            rate: self.rate,
            quota: self.quota,
            daily_quota: self.daily_quota,
            monthly_quota: self.monthly_quota,
            models: self.models,
            group: self.group,
            scopes: self.scopes,
        };
        let (terms, more) = edit.over(TermsForm::default());
        wrong.extend(more);
        Ok((IssueForm { name: self.name.value().unwrap_or_default(), visibility, terms }, wrong))
    }
}

impl EditFields {
    /// The form with what the edit says put in the place of what was there, and what is wrong before the desk reads it.
    pub(super) fn over(self, mut form: TermsForm) -> (TermsForm, Vec<Wrong>) {
        let mut wrong = Vec::new();
        put(&mut form.description, self.description);
        match self.expires {
            Given::Absent | Given::Wrong(_) => {}
            Given::Null => form.expiry = ExpiryChoice::Never,
            Given::Value(ExpiresField(choice)) => form.expiry = choice,
        }
        for (name, list, given) in
            [("allow_ips", &mut form.allow, self.allow_ips), ("block_ips", &mut form.block, self.block_ips)]
        {
            put(list, given);
            wrong.extend(blank(name, list));
        }
        match self.request_limit {
            Given::Absent | Given::Wrong(_) => {}
            Given::Null => form.limit = String::new(),
            Given::Value(LimitField { max, window }) => {
                (form.limit, form.window) = (max.to_string(), window);
            }
        }
        match self.rate {
            Given::Absent | Given::Wrong(_) => {}
            Given::Null => form.rate = RateForm::default(),
            Given::Value(RateField(rate)) => form.rate = rate,
        }
        let quota = &mut form.quota;
        for (place, given) in [
            (&mut quota.total, self.quota),
            (&mut quota.daily, self.daily_quota),
            (&mut quota.monthly, self.monthly_quota),
        ] {
            put(place, given.map(|AmountField(amount)| amount.text(quota.denomination)));
        }
        put(&mut form.models, self.models.map(Some));
        wrong.extend(blank("models", form.models.as_deref().unwrap_or_default()));
        put(&mut form.group, self.group);
        put(&mut form.scopes, self.scopes);
        (form, wrong)
    }
}

/// A form takes a blank entry for none; in a request it is a variable that was not set.
fn blank(name: &str, list: &[String]) -> impl Iterator<Item = Wrong> {
    let blank = list.iter().enumerate().filter(|(_, entry)| entry.trim().is_empty());
    blank.map(move |(at, _)| Wrong::body(format!("/{name}/{at}"), "required", "The entry is blank."))
}

fn put<T: Default>(place: &mut T, given: Given<T>) {
    match given {
        Given::Absent | Given::Wrong(_) => {}
        Given::Null => *place = T::default(),
        Given::Value(value) => *place = value,
    }
}
