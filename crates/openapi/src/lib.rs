//! Scopes and routes from an OpenAPI 3 or Swagger 2 document, in JSON or YAML.
//!
//! Reads bytes that somebody else wrote: bounded in size, depth and repetition, and whatever can't be a route is named
//! with its place. Knows no store and no network: a reference into another file is refused, not followed.

mod document;
mod error;
mod naming;
mod note;
mod operation;
mod parse;
mod server;

use std::collections::{BTreeMap, HashMap, HashSet};

use tokendesk_domain::{
    route::{HostPattern, MethodPattern, PathTemplate, Route, RouteKey, RouteNeed},
    scope::{Scope, ScopeGroup, ScopeName},
};

use self::{
    document::Document,
    naming::{clipped, clipped_description},
    operation::Operations,
};
pub use self::{
    error::{Fault, ImportError, Place},
    note::Note,
    parse::MAX_BYTES,
};

/// What scopes are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScopesBy {
    /// The scopes of the document's security schemes.
    #[default]
    Security,
    /// One for each tag.
    Tag,
    /// Two for each tag: reading (GET, HEAD, OPTIONS, TRACE, QUERY) and writing.
    Access,
}

/// How a document is read.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// What scopes are made of.
    pub by: ScopesBy,
    /// The host of all routes; none: every host. What the document says of hosts is where its author ran it.
    pub host: Option<HostPattern>,
    /// What stands before each path, such as `/v1`; none: what the document's servers say.
    pub base: Option<String>,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its title.
    pub title: String,
    /// The scopes that its routes need, by name.
    pub scopes: Vec<Scope>,
    /// Its routes, in its order.
    pub routes: Vec<Route>,
    /// What is worth saying about how it was read.
    pub notes: Vec<Note>,
}

/// Reads a document.
///
/// # Errors
/// It is no such document, it is too large, or what its routes would need can't be said.
pub fn import(bytes: &[u8], options: &ImportOptions) -> Result<Import, ImportError> {
    let document = parse::parse(bytes)?;
    document.check_version()?;
    let mut reading = Reading::of(&document, options.by);
    for operation in Operations::of(&document) {
        match operation {
            Ok(operation) => reading.take(&operation, options),
            Err((place, fault)) => reading.faults.push((place, fault)),
        }
        if reading.routes.len() > Route::MAX {
            return Err(ImportError::TooManyRoutes);
        }
    }
    reading.finish()
}

struct Reading<'d> {
    document: &'d Document,
    by: ScopesBy,
    group: ScopeGroup,
    scope_descriptions: HashMap<&'d str, &'d str>,
    tag_descriptions: HashMap<&'d str, &'d str>,
    scopes: BTreeMap<ScopeName, Scope>,
    routes: Vec<Route>,
    seen: HashMap<RouteKey, usize>,
    notes: Vec<Note>,
    faults: Vec<(Place, Fault)>,
}

impl<'d> Reading<'d> {
    fn of(document: &'d Document, by: ScopesBy) -> Self {
        Self {
            document,
            by,
            group: ScopeGroup::parse(&clipped(document.title(), ScopeGroup::MAX)).unwrap_or_default(),
            scope_descriptions: document.scope_descriptions(),
            tag_descriptions: document.tag_descriptions(),
            scopes: BTreeMap::new(),
            routes: Vec::new(),
            seen: HashMap::new(),
            notes: Vec::new(),
            faults: Vec::new(),
        }
    }

    fn take(&mut self, operation: &operation::Operation<'d>, options: &ImportOptions) {
        let place = operation.place();
        let Ok(method) = MethodPattern::parse(operation.method) else {
            return self.faults.push((place, Fault::Method));
        };
        let need = match self.need(operation) {
            Ok(need) => need,
            Err(fault) => return self.faults.push((place, fault)),
        };
        let bases = options.base.as_ref().map_or_else(|| operation.bases(), |base| vec![server::base(base)]);
        for base in bases {
            match PathTemplate::parse(&format!("{base}{}", operation.path)) {
                Ok(template) => {
                    let (host, method) = (options.host.clone(), method.clone());
                    self.keep(&place, Route { host, method, template, need: need.clone() });
                }
                Err(problem) => self.notes.push(Note::LeftOut { place: place.clone(), problem }),
            }
        }
    }

    fn keep(&mut self, place: &Place, route: Route) {
        match self.seen.get(&route.key()).and_then(|at| self.routes.get(*at)) {
            None => {
                self.seen.insert(route.key(), self.routes.len());
                self.routes.push(route);
            }
            Some(first) if first.need != route.need => {
                let first = first.to_string();
                self.notes.push(Note::SameRequests { place: place.clone(), first });
            }
            Some(_) => {}
        }
    }

    /// What an operation needs; its scope is kept.
    fn need(&mut self, operation: &operation::Operation<'d>) -> Result<RouteNeed, Fault> {
        let (name, described) = match self.by {
            ScopesBy::Security => match self.security_scope(operation) {
                None => return Ok(RouteNeed::AnyToken),
                Some(name) => (name.to_owned(), self.scope_descriptions.get(name)),
            },
            ScopesBy::Tag | ScopesBy::Access => {
                let tag = operation.tag();
                let name = naming::tag_name(tag.unwrap_or(naming::UNTAGGED));
                let name = match self.by {
                    ScopesBy::Access if operation.only_reads() => format!("{name}:read"),
                    ScopesBy::Access => format!("{name}:write"),
                    ScopesBy::Tag | ScopesBy::Security => name,
                };
                (name, tag.and_then(|tag| self.tag_descriptions.get(tag)))
            }
        };
        let scope = ScopeName::parse(&name).map_err(|problem| Fault::Scope { name, problem })?;
        self.scopes.entry(scope.clone()).or_insert_with(|| Scope {
            name: scope.clone(),
            group: self.group.clone(),
            description: clipped_description(described.copied().unwrap_or_default()),
            retired: false,
        });
        Ok(RouteNeed::Scope(scope))
    }

    /// The one scope of an operation. Of several the one that fits what it does: a route has one.
    fn security_scope(&mut self, operation: &operation::Operation<'d>) -> Option<&'d str> {
        let all = operation.scopes();
        let fitting = if operation.only_reads() { "read" } else { "write" };
        let taken = all.iter().find(|name| name.contains(fitting)).or(all.first()).copied();
        match taken {
            None => self.notes.push(Note::AnyToken { place: operation.place() }),
            Some(taken) if all.len() > 1 => self.notes.push(Note::SeveralScopes {
                place: operation.place(),
                taken: taken.to_owned(),
                all: all.iter().map(ToString::to_string).collect(),
            }),
            Some(_) => {}
        }
        taken
    }

    fn finish(self) -> Result<Import, ImportError> {
        if !self.faults.is_empty() {
            return Err(ImportError::Invalid(self.faults));
        }
        if self.routes.is_empty() {
            return Err(ImportError::NoRoutes);
        }
        // A scope whose every route was left out is needed by nobody.
        let needed: HashSet<_> = self.routes.iter().filter_map(|route| route.need.scope()).collect();
        let mut scopes = self.scopes;
        scopes.retain(|name, _| needed.contains(name));
        Ok(Import {
            title: self.document.title().to_owned(),
            scopes: scopes.into_values().collect(),
            routes: self.routes,
            notes: self.notes,
        })
    }
}
