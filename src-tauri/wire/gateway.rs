//! Configurations for gateways.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The form as typed. Without `Debug`: the secret stands in it.
#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct GatewayForm {
    pub(crate) gateway: Gateway,
    pub(crate) backend: String,
    pub(crate) listen: String,
    pub(crate) verifier: String,
    /// Blank: the verifier asks for none.
    pub(crate) secret: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Gateway {
    Nginx,
    Caddy,
    /// Asking over HTTP.
    Envoy,
    EnvoyGrpc,
    Haproxy,
    Traefik,
}

#[derive(Serialize, TS)]
#[ts(export)]
pub(crate) struct GatewayReview {
    /// The whole configuration, its secret hidden; empty while something is wrong.
    pub(crate) files: Vec<GatewayFile>,
    pub(crate) errors: Vec<GatewayError>,
}

#[derive(Serialize, TS)]
#[ts(export)]
pub(crate) struct GatewayFile {
    /// Files that belong together name each other by it.
    pub(crate) name: String,
    pub(crate) text: String,
}

#[derive(Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub(crate) struct GatewayError {
    pub(crate) field: GatewayField,
    pub(crate) problem: GatewayProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum GatewayField {
    Backend,
    Listen,
    Verifier,
    Secret,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum GatewayProblem {
    Required,
    NotHostPort,
    /// A name does not do: gateway and verifier bind to or ask an address.
    NotAddressPort,
    SocketPath,
    /// This gateway asks over TCP only.
    SocketNotReached,
    SecretLength {
        length: u32,
        min: u32,
        max: u32,
    },
    SecretCharacter,
    /// It begins with / and has no spaces in it.
    BadPath,
}

/// A file of a configuration.
#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct GatewayFileRef {
    pub(crate) form: GatewayForm,
    pub(crate) name: String,
}

#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct GatewayFileSave {
    pub(crate) file: GatewayFileRef,
    /// What the system's dialog is headed with.
    pub(crate) title: String,
}

/// A test of a running gateway, as typed.
#[derive(Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct GatewayTest {
    /// Where it is reached.
    pub(crate) gateway: String,
    /// What is asked for.
    pub(crate) path: String,
    /// The service behind it; blank or unreadable: nobody stands in for it.
    pub(crate) backend: String,
}

#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct GatewayTestReport {
    pub(crate) gateway_problem: Option<GatewayProblem>,
    pub(crate) path_problem: Option<GatewayProblem>,
    /// In the order in which they were asked; empty while something is wrong with the form.
    pub(crate) steps: Vec<GatewayStep>,
}

#[derive(Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub(crate) struct GatewayStep {
    pub(crate) question: GatewayQuestion,
    pub(crate) finding: GatewayFinding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum GatewayQuestion {
    WithoutKey,
    UnknownKey,
    TwoKeys,
    RightKey,
    KeyTakenOff,
    Identity,
    Address,
    RequestId,
    DeletedKey,
}

#[derive(Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum GatewayFinding {
    Right,
    Wrong { mistake: GatewayMistake },
    Skipped { reason: GatewaySkip },
}

#[derive(Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum GatewayMistake {
    NobodyListens,
    NoWay,
    TooSlow,
    NotHttp,
    Redirects { status: u16 },
    NotEnforced { status: u16 },
    VerifierUnreached { status: u16 },
    Distrusted,
    BadRequest,
    AnyKeyPasses { status: u16 },
    TwoKeysPass { status: u16 },
    OtherData,
    NoRoute,
    Limited,
    BackendUnreached { status: u16 },
    Elsewhere { status: u16 },
    KeyPassedOn,
    NoIdentity,
    IdentityForged,
    AddressForged,
    RequestIdForged,
    StillPasses { status: u16 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum GatewaySkip {
    /// An earlier mistake comes first.
    Earlier,
    /// The backend itself answers, and does not tell what reached it.
    NoStandIn,
    NoRateLimit,
}
