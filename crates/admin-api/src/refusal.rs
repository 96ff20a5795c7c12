//! Why a request is refused, before any face says so in its own shape.

use http::StatusCode;
use tokendesk_domain::{admin_key::AdminScope, field_error::FieldError};
use tokendesk_issuer::{DeskError, StoreError, VaultProblem};

/// One refusal. Nothing was changed by what it answers.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// No admin key was shown, or none that can be read.
    NoKey,
    /// This is no admin key, or one that is revoked.
    UnknownKey,
    /// No token's key was shown.
    NoTokenKey,
    /// This is no token's key.
    UnknownTokenKey,
    /// The token may not be used from this address.
    TokenAddress,
    /// The admin key is at or past its expiry instant.
    ExpiredKey,
    /// It may not be used from this address.
    Address,
    /// It does not hold this scope.
    Scope(AdminScope),
    /// Too many keys were shown that are none.
    TooManyTries {
        /// Seconds after which the next one is looked at.
        retry_after_s: i64,
    },
    /// There is nothing at this path.
    NoSuchPath,
    /// There is, but not for this method.
    Method,
    /// The body is not said to be JSON in UTF-8.
    MediaType,
    /// The body is larger than this can be.
    TooLarge {
        /// The most bytes.
        max: usize,
    },
    /// The body did not come in time, or its sender went away.
    Body,
    /// The body is no JSON.
    Syntax(String),
    /// The fields are wrong; all that is wrong with them.
    Wrong(Vec<Wrong>),
    /// The same `Idempotency-Key` came with another request before.
    RepeatedOtherwise,
    /// The change can't be made to a token in this state.
    NotApplicable(&'static str),
    /// What the desk says.
    Desk(DeskError),
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// Where.
    pub(crate) place: Place,
    /// For programs.
    pub(crate) code: &'static str,
    /// For people.
    pub(crate) detail: String,
}

/// A place in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A JSON pointer into the body.
    Body(String),
    /// A parameter of the query.
    Query(String),
    /// A header.
    Header(&'static str),
}

impl Wrong {
    /// Something wrong in the body.
    pub(crate) fn body(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { place: Place::Body(pointer.into()), code, detail: detail.into() }
    }

    /// Something wrong in the query.
    pub(crate) fn query(name: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { place: Place::Query(name.into()), code, detail: detail.into() }
    }
}

impl From<DeskError> for Refusal {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        Self::Wrong(vec![wrong])
    }
}

impl Refusal {
    /// The status of HTTP. No `_` arm: a new reason must choose.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::NoKey | Self::UnknownKey | Self::ExpiredKey | Self::NoTokenKey | Self::UnknownTokenKey => {
                StatusCode::UNAUTHORIZED
            }
            Self::Address | Self::Scope(_) | Self::TokenAddress => StatusCode::FORBIDDEN,
            Self::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Body => StatusCode::REQUEST_TIMEOUT,
            Self::Syntax(_) => StatusCode::BAD_REQUEST,
            Self::Wrong(_) | Self::RepeatedOtherwise => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotApplicable(_) => StatusCode::CONFLICT,
            Self::Desk(error) => desk_status(error),
        }
    }

    /// The word for programs; stays.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::NoKey => "admin_key_missing",
            Self::UnknownKey => "admin_key_unknown",
            Self::ExpiredKey => "admin_key_expired",
            Self::NoTokenKey => "key_missing",
            Self::UnknownTokenKey => "unknown_key",
            Self::Address | Self::TokenAddress => "address_not_allowed",
            Self::Scope(_) => "scope_missing",
            Self::TooManyTries { .. } => "too_many_tries",
            Self::NoSuchPath => "no_such_path",
            Self::Method => "method_not_allowed",
            Self::MediaType => "unsupported_media_type",
            Self::TooLarge { .. } => "body_too_large",
            Self::Body => "body_incomplete",
            Self::Syntax(_) => "not_json",
            Self::Wrong(_) => "invalid",
            Self::RepeatedOtherwise => "idempotency_key_reused",
            Self::NotApplicable(_) => "not_applicable",
            Self::Desk(error) => desk_code(error),
        }
    }

    /// The sentence for people. It names no address of a list and no part of a key.
    pub(crate) fn detail(&self) -> String {
        match self {
            Self::NoKey => "Show an admin key: Authorization: Bearer tdadmin-….".to_owned(),
            Self::UnknownKey => "This is no admin key, or it is revoked.".to_owned(),
            Self::ExpiredKey => "This admin key has expired.".to_owned(),
            Self::NoTokenKey => "Show the token's key: Authorization: Bearer sk-….".to_owned(),
            Self::UnknownTokenKey => "This is no token's key.".to_owned(),
            Self::TokenAddress => "This token may not be used from this address.".to_owned(),
            Self::Address => "This admin key may not be used from this address.".to_owned(),
            Self::Scope(scope) => format!("This needs an admin key with the scope {}.", scope.code()),
            Self::TooManyTries { retry_after_s } => {
                format!("Too many wrong keys; the next one is looked at in {retry_after_s} s.")
            }
            Self::NoSuchPath => "There is nothing at this path.".to_owned(),
            Self::Method => "This path does not take this method.".to_owned(),
            Self::MediaType => "Send JSON in UTF-8: Content-Type: application/json.".to_owned(),
            Self::TooLarge { max } => format!("The body is too large; {max} bytes are the most."),
            Self::Body => "The body did not come in time, or not as a whole.".to_owned(),
            Self::Syntax(why) => format!("The body is no JSON: {why}."),
            Self::Wrong(_) => "Some fields are wrong; nothing was changed.".to_owned(),
            Self::RepeatedOtherwise => {
                "This Idempotency-Key came with another request before; nothing was changed.".to_owned()
            }
            Self::NotApplicable(why) => format!("{why} Nothing was changed."),
            Self::Desk(error) => sentence(error),
        }
    }

    /// Whether the machine is at fault, not the caller.
    pub(crate) fn is_fault(&self) -> bool {
        self.status().is_server_error()
    }
}

const fn desk_status(error: &DeskError) -> StatusCode {
    match error {
        DeskError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        DeskError::NotFound | DeskError::NoSuchKey(_) => StatusCode::NOT_FOUND,
        DeskError::Conflict(_)
        | DeskError::NotEditable
        | DeskError::TooManyOldKeys
        | DeskError::KeyNotKept
        | DeskError::UndoExpired
        | DeskError::RangeGone
        | DeskError::Vault(_) => StatusCode::CONFLICT,
        DeskError::Store(StoreError::Full) => StatusCode::INSUFFICIENT_STORAGE,
        DeskError::Store(StoreError::Busy) => StatusCode::SERVICE_UNAVAILABLE,
        DeskError::KeyDamaged(_) | DeskError::Backup(_) | DeskError::Store(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

const fn desk_code(error: &DeskError) -> &'static str {
    match error {
        DeskError::Invalid(_) => "invalid",
        DeskError::Conflict(_) => "conflict",
        DeskError::NotFound => "not_found",
        DeskError::NotEditable => "not_editable",
        DeskError::TooManyOldKeys => "too_many_old_keys",
        DeskError::NoSuchKey(_) => "no_such_key",
        DeskError::KeyNotKept => "key_not_kept",
        DeskError::KeyDamaged(_) => "key_damaged",
        DeskError::UndoExpired => "undo_expired",
        DeskError::RangeGone => "range_gone",
        DeskError::Vault(VaultProblem::Locked(_)) => "vault_locked",
        DeskError::Vault(VaultProblem::NeedsPassphrase(_)) => "vault_needs_passphrase",
        DeskError::Vault(_) => "vault",
        DeskError::Backup(_) => "backup",
        DeskError::Store(StoreError::Full) => "store_full",
        DeskError::Store(StoreError::Busy) => "store_busy",
        DeskError::Store(_) => "store",
    }
}

/// A data file's fault is for the log of this machine; callers are told that there is one.
fn sentence(error: &DeskError) -> String {
    match error {
        DeskError::Store(StoreError::Full | StoreError::Busy) => capital(&error.to_string()),
        DeskError::Store(_) => "The data file can't be used; the log of the server says why.".to_owned(),
        DeskError::Invalid(errors) => capital(&errors.iter().map(FieldError::to_string).collect::<Vec<_>>().join(" ")),
        DeskError::Vault(VaultProblem::Locked(_)) => {
            "The vault is locked: start the server with the vault's keyring or passphrase file, or issue the token \
             as show_once."
                .to_owned()
        }
        other => capital(&other.to_string()),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
