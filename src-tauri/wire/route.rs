//! Routes: which scope a request needs, and documents that bring them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PathProblem, Problem};

#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct RoutesPage {
    /// By host, path and method.
    pub(crate) routes: Vec<Route>,
    /// What becomes of a request that has none, where there are routes.
    pub(crate) unmatched: Unmatched,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct Route {
    pub(crate) id: i64,
    /// null: every host.
    pub(crate) host: Option<String>,
    /// `GET`, …, `ANY`
    pub(crate) method: String,
    /// `/v1/clusters/{id}`
    pub(crate) path: String,
    /// null: any valid token will do.
    pub(crate) scope: Option<String>,
    /// The document that it came with; null: somebody wrote it.
    pub(crate) document: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Unmatched {
    /// Nobody may.
    Refuse,
    /// Any valid token may.
    Pass,
}

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct UnmatchedChoice {
    pub(crate) unmatched: Unmatched,
}

/// A route as typed.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct RouteDraft {
    /// null: a new one.
    pub(crate) id: Option<i64>,
    /// Blank: every host.
    pub(crate) host: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// null: any valid token will do.
    pub(crate) scope: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct RouteRef {
    pub(crate) id: i64,
}

/// What is wrong with a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum RouteProblem {
    HostEmpty,
    HostTooLong {
        max: u32,
    },
    /// `https://…`, or with a path.
    HostIsAddress,
    HostWithPort,
    HostCharacter,
    Method,
    PathNoSlash,
    PathTooLong {
        bytes: u32,
        segments: u32,
    },
    PathQuery,
    PathEmptySegment,
    PathBraces,
    PathParameterName,
    PathParametersTouch,
    PathRestNotLast,
    PathRestNotAlone,
    /// No request with such a path would be let through.
    Path {
        problem: PathProblem,
    },
    UnknownScope {
        name: String,
    },
    /// Another route is for the same requests.
    Taken {
        route: String,
    },
    TooMany {
        count: u32,
        max: u32,
    },
}

/// A request that nobody makes.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct RouteTrial {
    pub(crate) method: String,
    /// May be blank.
    pub(crate) host: String,
    /// Path and query.
    pub(crate) target: String,
}

/// What its routes make of a request.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum RouteMatch {
    /// Before any route is looked at.
    PathRefused { problem: PathProblem },
    /// There are no routes: any valid token passes.
    NoRoutes,
    /// This one counts.
    Matched { route: Route },
    /// None is for it.
    Unmatched { choice: Unmatched },
}

/// A document with routes, as chosen.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct DocumentDraft {
    pub(crate) text: String,
    pub(crate) by: ScopesBy,
    /// The host of all routes; blank: every host.
    pub(crate) host: String,
    /// What stands before each path; null: what the document's servers say.
    pub(crate) base: Option<String>,
    /// What the document is known by; blank: its title.
    pub(crate) name: String,
}

/// What scopes are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum ScopesBy {
    /// The document's security schemes.
    Security,
    /// One for each tag.
    Tag,
    /// Reading and writing, for each tag.
    Access,
}

/// What an import changes.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct DocumentPreview {
    /// What the document is known by.
    pub(crate) name: String,
    pub(crate) scopes: Vec<ScopeChange>,
    pub(crate) routes: Vec<RouteChange>,
    /// How many each kind of change has, also those that are not listed.
    pub(crate) counts: ChangeCounts,
    /// Worth knowing about how the document was read; the first of them.
    pub(crate) notes: Vec<DocumentNote>,
    /// All notes, also those that are not listed.
    pub(crate) note_count: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ChangeCounts {
    pub(crate) scopes_added: u32,
    pub(crate) scopes_changed: u32,
    pub(crate) scopes_retired: u32,
    pub(crate) routes_added: u32,
    pub(crate) routes_changed: u32,
    pub(crate) routes_removed: u32,
    /// As somebody wrote them, or as another document has them.
    pub(crate) routes_kept: u32,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct ScopeChange {
    pub(crate) change: DocumentChange,
    pub(crate) name: String,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct RouteChange {
    pub(crate) change: DocumentChange,
    /// `GET api.example.com/v1/x/{id}`
    pub(crate) route: String,
    /// What it is to need; null: any valid token will do.
    pub(crate) scope: Option<String>,
    /// What it needs now, where that is something else; null: any valid token.
    pub(crate) former: Option<FormerNeed>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct FormerNeed {
    pub(crate) scope: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum DocumentChange {
    Added,
    Changed,
    /// Not offered any more.
    Retired,
    Removed,
    /// Stays as it is, not as the document has it.
    Kept,
}

/// Worth knowing before a document is imported. `place` is where in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum DocumentNote {
    SeveralScopes { place: String, taken: String, all: Vec<String> },
    AnyToken { place: String },
    LeftOut { place: String, problem: RouteProblem },
    SameRequests { place: String, first: String },
}

/// Why a document can't be imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum DocumentProblem {
    TooLarge {
        mib: u32,
    },
    /// Neither JSON nor YAML of its shape.
    Syntax {
        /// From 1; 0: not known.
        line: u32,
        column: u32,
        /// In the reader's words, in English.
        detail: String,
    },
    /// Neither OpenAPI 3 nor Swagger 2.
    Version {
        found: Option<String>,
    },
    Invalid {
        places: Vec<PlaceProblem>,
    },
    NoRoutes,
    TooManyRoutes {
        max: u32,
    },
    /// What it is to be known by.
    Name {
        problem: Problem,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub(crate) struct PlaceProblem {
    pub(crate) place: String,
    pub(crate) fault: PlaceFault,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum PlaceFault {
    /// It leads to no path in this document.
    Reference {
        to: String,
    },
    Method,
    Scope {
        name: String,
        problem: Problem,
    },
}
