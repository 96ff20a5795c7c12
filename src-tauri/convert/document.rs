//! Documents that bring routes and scopes.

use tokendesk_domain::{
    route::{HostPattern, Route},
    route_set::{KeptRoute, RouteSet, RouteSetChanges, RouteSource},
};
use tokendesk_openapi::{Fault, ImportError, ImportOptions, MAX_BYTES, Note, ScopesBy, import};

use super::draft::small;
use crate::wire::{self, DocumentChange, DocumentProblem};

/// So many changes and notes are listed; more than anybody reads before accepting them.
const LISTED: usize = 500;

impl From<wire::ScopesBy> for ScopesBy {
    fn from(by: wire::ScopesBy) -> Self {
        match by {
            wire::ScopesBy::Security => Self::Security,
            wire::ScopesBy::Tag => Self::Tag,
            wire::ScopesBy::Access => Self::Access,
        }
    }
}

/// A document as it was read.
pub(crate) struct ReadDocument {
    pub(crate) set: RouteSet,
    notes: Vec<Note>,
}

impl ReadDocument {
    /// Reads a document as chosen.
    pub(crate) fn of(draft: wire::DocumentDraft) -> Result<Self, wire::Fault> {
        let host = match draft.host.trim() {
            "" => None,
            host => Some(
                HostPattern::parse(host)
                    .map_err(|problem| wire::Fault::InvalidRoute { problems: vec![problem.into()] })?,
            ),
        };
        let options = ImportOptions { by: draft.by.into(), host, base: draft.base };
        let document = import(draft.text.as_bytes(), &options).map_err(refused)?;
        let source = match draft.name.trim() {
            "" => RouteSource::titled(&document.title),
            name => RouteSource::import(name),
        };
        let source = source.map_err(|problem| cannot(DocumentProblem::Name { problem: problem.into() }))?;
        let set = RouteSet { source, scopes: document.scopes, routes: document.routes };
        Ok(Self { set, notes: document.notes })
    }

    /// What importing it changes, for people.
    pub(crate) fn preview(self, changes: &RouteSetChanges) -> wire::DocumentPreview {
        let mut scopes = Vec::new();
        let mut scope = |change, name: &dyn ToString| {
            scopes.push(wire::ScopeChange { change, name: name.to_string() });
        };
        changes.scopes_added.iter().for_each(|added| scope(DocumentChange::Added, &added.name));
        changes.scopes_changed.iter().for_each(|changed| scope(DocumentChange::Changed, &changed.name));
        changes.scopes_retired.iter().for_each(|name| scope(DocumentChange::Retired, name));
        scopes.truncate(LISTED);
        let routes = changes
            .routes_added
            .iter()
            .map(|route| told(DocumentChange::Added, route, None))
            .chain(
                changes
                    .routes_changed
                    .iter()
                    .map(|(kept, route)| told(DocumentChange::Changed, route, Some(kept))),
            )
            .chain(changes.routes_removed.iter().map(|kept| told(DocumentChange::Removed, &kept.route, None)))
            .chain(
                changes.routes_kept.iter().map(|(kept, route)| told(DocumentChange::Kept, route, Some(kept))),
            )
            .take(LISTED)
            .collect();
        wire::DocumentPreview {
            name: self.set.source.code().to_owned(),
            scopes,
            routes,
            counts: counts(changes),
            note_count: small(self.notes.len()),
            notes: self.notes.into_iter().take(LISTED).map(Into::into).collect(),
        }
    }
}

fn told(change: DocumentChange, route: &Route, kept: Option<&KeptRoute>) -> wire::RouteChange {
    let scope = |route: &Route| route.need.scope().map(ToString::to_string);
    wire::RouteChange {
        change,
        route: route.to_string(),
        scope: scope(route),
        former: kept.map(|kept| wire::FormerNeed { scope: scope(&kept.route) }),
    }
}

fn counts(changes: &RouteSetChanges) -> wire::ChangeCounts {
    wire::ChangeCounts {
        scopes_added: small(changes.scopes_added.len()),
        scopes_changed: small(changes.scopes_changed.len()),
        scopes_retired: small(changes.scopes_retired.len()),
        routes_added: small(changes.routes_added.len()),
        routes_changed: small(changes.routes_changed.len()),
        routes_removed: small(changes.routes_removed.len()),
        routes_kept: small(changes.routes_kept.len()),
    }
}

fn cannot(problem: DocumentProblem) -> wire::Fault {
    wire::Fault::DocumentRefused { problem }
}

fn refused(error: ImportError) -> wire::Fault {
    cannot(match error {
        ImportError::TooLarge => DocumentProblem::TooLarge { mib: small(MAX_BYTES / 1024 / 1024) },
        // The window hands over text alone.
        ImportError::NotText => DocumentProblem::Syntax { line: 0, column: 0, detail: error.to_string() },
        ImportError::Syntax { line, column, message } => DocumentProblem::Syntax {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            detail: message,
        },
        ImportError::Version(found) => DocumentProblem::Version { found },
        ImportError::Invalid(places) => DocumentProblem::Invalid {
            places: places
                .into_iter()
                .take(LISTED)
                .map(|(place, fault)| wire::PlaceProblem { place: place.to_string(), fault: fault.into() })
                .collect(),
        },
        ImportError::NoRoutes => DocumentProblem::NoRoutes,
        ImportError::TooManyRoutes => DocumentProblem::TooManyRoutes { max: small(Route::MAX) },
    })
}

impl From<Fault> for wire::PlaceFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Reference { to } => Self::Reference { to },
            Fault::Method => Self::Method,
            Fault::Scope { name, problem } => Self::Scope { name, problem: problem.into() },
        }
    }
}

impl From<Note> for wire::DocumentNote {
    fn from(note: Note) -> Self {
        match note {
            Note::SeveralScopes { place, taken, all } => {
                Self::SeveralScopes { place: place.to_string(), taken, all }
            }
            Note::AnyToken { place } => Self::AnyToken { place: place.to_string() },
            Note::LeftOut { place, problem } => {
                Self::LeftOut { place: place.to_string(), problem: problem.into() }
            }
            Note::SameRequests { place, first } => Self::SameRequests { place: place.to_string(), first },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> wire::DocumentDraft {
        wire::DocumentDraft {
            text: text.into(),
            by: wire::ScopesBy::Access,
            host: String::new(),
            base: None,
            name: String::new(),
        }
    }

    const PETS: &str = r#"{"openapi":"3.1.0","info":{"title":"Pets","version":"1"},
        "paths":{"/pets":{"get":{"tags":["pets"]},"post":{"tags":["pets"]}}}}"#;

    #[test]
    fn a_document_is_known_by_its_title_unless_it_is_named() {
        let Ok(read) = ReadDocument::of(draft(PETS)) else { panic!("a document") };
        assert_eq!(read.set.source.code(), "Pets");
        let named = wire::DocumentDraft { name: " ours ".into(), ..draft(PETS) };
        let Ok(read) = ReadDocument::of(named) else { panic!("a document") };
        assert_eq!(read.set.source.code(), "ours");
    }

    #[test]
    fn a_preview_lists_and_counts_what_would_change() {
        let Ok(read) = ReadDocument::of(draft(PETS)) else { panic!("a document") };
        let changes = read.set.changes(&[], &[]);
        let preview = read.preview(&changes);
        assert_eq!((preview.counts.routes_added, preview.counts.scopes_added), (2, 2));
        assert_eq!(preview.routes[0].route, "GET /pets");
        assert_eq!(preview.scopes.len(), 2);
    }

    #[test]
    fn what_is_no_document_says_why() {
        let problem = |draft| match ReadDocument::of(draft) {
            Err(wire::Fault::DocumentRefused { problem }) => problem,
            _ => panic!("refused"),
        };
        assert!(matches!(problem(draft("{")), DocumentProblem::Syntax { .. }));
        assert_eq!(problem(draft("{}")), DocumentProblem::Version { found: None });
        let named = wire::DocumentDraft { name: "hand".into(), ..draft(PETS) };
        assert!(matches!(problem(named), DocumentProblem::Name { .. }));
        let large = draft(&" ".repeat(MAX_BYTES + 1));
        assert_eq!(problem(large), DocumentProblem::TooLarge { mib: 16 });
        let host = wire::DocumentDraft { host: "a b".into(), ..draft(PETS) };
        assert!(matches!(ReadDocument::of(host), Err(wire::Fault::InvalidRoute { .. })));
    }
}
