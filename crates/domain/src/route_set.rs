//! Routes and scopes that come together from one document, and what becomes of those that it brought before.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    field_error::Problem,
    route::{Route, RouteKey},
    scope::{Scope, ScopeName},
    text,
};

/// The number of a route in its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteId(pub i64);

/// Where a route comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RouteSource {
    /// Somebody wrote it.
    Hand,
    /// The document of this name.
    Import(String),
}

impl RouteSource {
    /// The most characters of a document's name.
    pub const MAX: usize = 100;
    const HAND: &'static str = "hand";

    /// The word that files and scripts use.
    pub fn code(&self) -> &str {
        match self {
            Self::Hand => Self::HAND,
            Self::Import(name) => name,
        }
    }

    /// A document's name as typed: 1–[`Self::MAX`] characters on one line, not the word that stands for the hand.
    pub fn import(raw: &str) -> Result<Self, Problem> {
        match text::required_line(raw, Self::MAX)? {
            name if name == Self::HAND => Err(Problem::Taken { name }),
            name => Ok(Self::Import(name)),
        }
    }

    /// A document by its title, which is cut to fit.
    pub fn titled(title: &str) -> Result<Self, Problem> {
        Self::import(&title.chars().filter(|c| !c.is_control()).take(Self::MAX).collect::<String>())
    }

    /// The source of that word.
    pub fn from_code(code: &str) -> Self {
        if code == Self::HAND { Self::Hand } else { Self::Import(code.to_owned()) }
    }
}

/// A route as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRoute {
    /// Its number.
    pub id: RouteId,
    /// The route.
    pub route: Route,
    /// Where it comes from.
    pub source: RouteSource,
}

/// What one document brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteSet {
    /// The document.
    pub source: RouteSource,
    /// The scopes that its routes need; of two of the same name the first counts.
    pub scopes: Vec<Scope>,
    /// Its routes.
    pub routes: Vec<Route>,
}

/// What changes when a document takes the place of what it brought before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteSetChanges {
    /// Scopes that are new.
    pub scopes_added: Vec<Scope>,
    /// Scopes with another heading or description, or offered again. What somebody else brought keeps its words.
    pub scopes_changed: Vec<Scope>,
    /// Scopes that no route needs any more.
    pub scopes_retired: Vec<ScopeName>,
    /// Routes that are new.
    pub routes_added: Vec<Route>,
    /// Routes that need something else now, as they were and as they are to be.
    pub routes_changed: Vec<(KeptRoute, Route)>,
    /// Routes that the document does not have any more.
    pub routes_removed: Vec<KeptRoute>,
    /// Routes that the document has, too, and that stay as somebody wrote them, or as another document has them.
    pub routes_kept: Vec<(KeptRoute, Route)>,
}

impl RouteSetChanges {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.scopes_added.is_empty()
            && self.scopes_changed.is_empty()
            && self.scopes_retired.is_empty()
            && self.routes_added.is_empty()
            && self.routes_changed.is_empty()
            && self.routes_removed.is_empty()
    }
}

impl RouteSet {
    /// What changes, beside the routes and scopes that are kept now. Of two routes for the same requests the first
    /// counts. A scope is retired if this document alone needed it and does not any more.
    pub fn changes(&self, kept: &[KeptRoute], catalogue: &[Scope]) -> RouteSetChanges {
        let mut changes = RouteSetChanges::default();
        let known: HashMap<RouteKey, &KeptRoute> = kept.iter().map(|kept| (kept.route.key(), kept)).collect();
        let mut wanted: HashMap<RouteKey, &Route> = HashMap::new();
        for route in &self.routes {
            let key = route.key();
            if wanted.contains_key(&key) {
                continue;
            }
            match known.get(&key) {
                None => changes.routes_added.push(route.clone()),
                Some(kept) if kept.route.need == route.need => {}
                Some(kept) if kept.source == self.source => {
                    changes.routes_changed.push(((*kept).clone(), route.clone()));
                }
                Some(kept) => changes.routes_kept.push(((*kept).clone(), route.clone())),
            }
            wanted.insert(key, route);
        }
        changes.routes_removed = kept
            .iter()
            .filter(|kept| kept.source == self.source && !wanted.contains_key(&kept.route.key()))
            .cloned()
            .collect();
        self.scope_changes(kept, catalogue, &mut changes);
        changes
    }

    fn scope_changes(&self, kept: &[KeptRoute], catalogue: &[Scope], changes: &mut RouteSetChanges) {
        let known: BTreeMap<&ScopeName, &Scope> =
            catalogue.iter().map(|scope| (&scope.name, scope)).collect();
        let needing = |own: bool| -> BTreeSet<&ScopeName> {
            let routes = kept.iter().filter(|kept| (kept.source == self.source) == own);
            routes.filter_map(|kept| kept.route.need.scope()).collect()
        };
        let (brought, elsewhere) = (needing(true), needing(false));
        let mut seen = BTreeSet::new();
        for scope in self.scopes.iter().filter(|scope| seen.insert(&scope.name)) {
            let is_ours = brought.contains(&scope.name) && !elsewhere.contains(&scope.name);
            match known.get(&scope.name) {
                None => changes.scopes_added.push(scope.clone()),
                Some(known) if is_ours && *known != scope => changes.scopes_changed.push(scope.clone()),
                Some(known) if known.retired => {
                    changes.scopes_changed.push(Scope { retired: false, ..(*known).clone() });
                }
                Some(_) => {}
            }
        }
        let gone: BTreeSet<_> = changes.routes_removed.iter().map(|kept| kept.id).collect();
        let reworked: BTreeSet<_> = changes.routes_changed.iter().map(|(kept, _)| kept.id).collect();
        let stays = |kept: &&KeptRoute| !gone.contains(&kept.id) && !reworked.contains(&kept.id);
        let needed: BTreeSet<&ScopeName> = kept
            .iter()
            .filter(stays)
            .map(|kept| &kept.route)
            .chain(&self.routes)
            .filter_map(|route| route.need.scope())
            .chain(self.scopes.iter().map(|scope| &scope.name))
            .collect();
        let former: BTreeSet<&ScopeName> =
            kept.iter().filter(|kept| !stays(kept)).filter_map(|kept| kept.route.need.scope()).collect();
        let offered = |name: &&ScopeName| known.get(*name).is_some_and(|scope| !scope.retired);
        changes.scopes_retired = former.difference(&needed).copied().filter(offered).cloned().collect();
    }
}
