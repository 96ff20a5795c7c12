//! Routes: which scope a request needs. Each change is an entry of the audit log, by which verifiers follow.

use chrono::{DateTime, Utc};
use tokendesk_domain::{
    audit::Action,
    change::{ChangedField, FieldChange},
    route::{Route, RouteForm, RouteProblem, Unmatched},
    route_set::{KeptRoute, RouteId, RouteSet, RouteSetChanges, RouteSource},
    scope::{Scope, ScopeName},
};
use tokendesk_store_sqlite::{Read, StoreError, StoreFailure, Write};

use crate::{Desk, DeskError};

/// Why a change of the routes is refused. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RouteError {
    /// All that is wrong with it.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<RouteProblem>),
    /// Anything else.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<StoreError> for RouteError {
    fn from(error: StoreError) -> Self {
        Self::Desk(error.into())
    }
}

impl StoreFailure for RouteError {
    fn store_error(&self) -> Option<&StoreError> {
        if let Self::Desk(error) = self { error.store_error() } else { None }
    }
}

impl Desk {
    /// All routes by host, path and method.
    pub fn routes(&self) -> Result<Vec<KeptRoute>, DeskError> {
        Ok(self.store().read()?.routes()?)
    }

    /// What becomes of a request that has no route, where there are routes.
    pub fn unmatched(&self) -> Result<Unmatched, DeskError> {
        Ok(self.store().read()?.unmatched()?)
    }

    /// Chooses what becomes of a request that has no route.
    pub fn choose_unmatched(&self, unmatched: Unmatched) -> Result<(), DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let code = |unmatched: Unmatched| Some(unmatched.code().to_owned());
            let before = code(write.unmatched()?);
            let Some(change) = FieldChange::of(ChangedField::Unmatched, before, code(unmatched)) else {
                return Ok(());
            };
            write.set_unmatched(unmatched)?;
            self.record(write, now, Action::SettingsChanged, (None, "unmatched requests"), vec![change])
        })
    }

    /// Adds a route; its requests must have none yet.
    pub fn add_route(&self, form: &RouteForm) -> Result<KeptRoute, RouteError> {
        let now = self.now();
        self.store().write(|write| {
            let route = form.read(&write.catalogue()?).map_err(RouteError::Invalid)?;
            let routes = write.routes()?;
            let key = route.key();
            if let Some(taken) = routes.iter().find(|kept| kept.route.key() == key) {
                let route = taken.route.to_string();
                return Err(RouteError::Invalid(vec![RouteProblem::Taken { route }]));
            }
            room_for(routes.len() + 1)?;
            let id = self.put_route(write, now, &route, &RouteSource::Hand)?;
            Ok(KeptRoute { id, route, source: RouteSource::Hand })
        })
    }

    /// Makes a route another one. What a document brought is by hand from then on, so that it stays as it is when the
    /// document comes again.
    pub fn edit_route(&self, id: RouteId, form: &RouteForm) -> Result<KeptRoute, RouteError> {
        let now = self.now();
        self.store().write(|write| {
            let route = form.read(&write.catalogue()?).map_err(RouteError::Invalid)?;
            let routes = write.routes()?;
            let before = routes.iter().find(|kept| kept.id == id).ok_or(DeskError::NotFound)?;
            if before.route == route {
                return Ok(before.clone());
            }
            let key = route.key();
            if let Some(taken) = routes.iter().find(|kept| kept.id != id && kept.route.key() == key) {
                let route = taken.route.to_string();
                return Err(RouteError::Invalid(vec![RouteProblem::Taken { route }]));
            }
            let kept = KeptRoute { id, route, source: RouteSource::Hand };
            write.replace_route(&kept)?;
            if before.route.key() == key {
                self.record_change(write, now, before, &kept.route)?;
            } else {
                // Other requests than before: for whoever reads the log, one route went and another came.
                let gone = need_change(Some(&before.route), None);
                self.record(write, now, Action::RouteRemoved, (None, &before.route.to_string()), gone)?;
                let come = need_change(None, Some(&kept.route));
                self.record(write, now, Action::RouteAdded, (None, &kept.route.to_string()), come)?;
            }
            Ok(kept)
        })
    }

    /// Removes routes, all of them or none; the answer is what they were.
    pub fn remove_routes(&self, ids: &[RouteId]) -> Result<Vec<KeptRoute>, DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let routes = write.routes()?;
            let find = |id: &RouteId| routes.iter().find(|kept| kept.id == *id).cloned();
            let removed: Vec<_> = ids.iter().map(find).collect::<Option<_>>().ok_or(DeskError::NotFound)?;
            removed.iter().try_for_each(|kept| self.drop_route(write, now, kept))?;
            Ok(removed)
        })
    }

    /// What [`Desk::import_routes`] would change.
    pub fn preview_import(&self, set: &RouteSet) -> Result<RouteSetChanges, RouteError> {
        changes(&self.store().read()?, set)
    }

    /// Puts a document's routes and scopes in the place of what it brought before, all or none. What somebody wrote
    /// by hand stays, and so does what other documents brought.
    pub fn import_routes(&self, set: &RouteSet) -> Result<RouteSetChanges, RouteError> {
        let now = self.now();
        self.store().write(|write| {
            let changes = changes(write, set)?;
            for scope in &changes.scopes_added {
                write.add_scope(scope)?;
                let values = Scope::changes(None, Some(scope));
                self.record(write, now, Action::ScopeAdded, (None, scope.name.as_str()), values)?;
            }
            changes.scopes_changed.iter().try_for_each(|scope| self.rework_scope(write, now, scope))?;
            changes.routes_removed.iter().try_for_each(|kept| self.drop_route(write, now, kept))?;
            for (kept, route) in &changes.routes_changed {
                write.replace_route(&KeptRoute { route: route.clone(), ..kept.clone() })?;
                self.record_change(write, now, kept, route)?;
            }
            for route in &changes.routes_added {
                self.put_route(write, now, route, &set.source)?;
            }
            for name in &changes.scopes_retired {
                self.retire(write, now, name)?;
            }
            Ok(changes)
        })
    }

    fn put_route(
        &self,
        write: &Write<'_>,
        now: DateTime<Utc>,
        route: &Route,
        source: &RouteSource,
    ) -> Result<RouteId, DeskError> {
        let id = write.add_route(route, source)?;
        let change = need_change(None, Some(route));
        self.record(write, now, Action::RouteAdded, (None, &route.to_string()), change)?;
        Ok(id)
    }

    fn record_change(
        &self,
        write: &Write<'_>,
        now: DateTime<Utc>,
        before: &KeptRoute,
        after: &Route,
    ) -> Result<(), DeskError> {
        let change = need_change(Some(&before.route), Some(after));
        self.record(write, now, Action::RouteChanged, (None, &after.to_string()), change)
    }

    fn drop_route(&self, write: &Write<'_>, now: DateTime<Utc>, kept: &KeptRoute) -> Result<(), DeskError> {
        write.remove_route(kept.id)?;
        let change = need_change(Some(&kept.route), None);
        self.record(write, now, Action::RouteRemoved, (None, &kept.route.to_string()), change)
    }

    fn rework_scope(&self, write: &Write<'_>, now: DateTime<Utc>, scope: &Scope) -> Result<(), DeskError> {
        let name = scope.name.as_str();
        let before = write.catalogue()?.find(name).cloned().ok_or(DeskError::NotFound)?;
        if before.retired {
            write.set_retired(&scope.name, None)?;
            self.record(write, now, Action::ScopeReinstated, (None, name), Vec::new())?;
        }
        let changes = Scope::changes(Some(&before), Some(scope));
        if !changes.is_empty() {
            write.update_scope(scope)?;
            self.record(write, now, Action::ScopeEdited, (None, name), changes)?;
        }
        Ok(())
    }
}

fn changes(read: &Read<'_>, set: &RouteSet) -> Result<RouteSetChanges, RouteError> {
    let routes = read.routes()?;
    let changes = set.changes(&routes, read.catalogue()?.all());
    room_for(routes.len() + changes.routes_added.len() - changes.routes_removed.len())?;
    Ok(changes)
}

fn room_for(count: usize) -> Result<(), RouteError> {
    if count > Route::MAX { Err(RouteError::Invalid(vec![RouteProblem::TooMany { count }])) } else { Ok(()) }
}

fn need_change(before: Option<&Route>, after: Option<&Route>) -> Vec<FieldChange> {
    let scope = |route: Option<&Route>| route.and_then(|route| route.need.scope()).map(ScopeName::to_string);
    FieldChange::of(ChangedField::Scopes, scope(before), scope(after)).into_iter().collect()
}
