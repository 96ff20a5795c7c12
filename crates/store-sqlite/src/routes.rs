//! Routes: which scope a request needs, and what becomes of a request without one.

use rusqlite::{OptionalExtension, params};
use tokendesk_domain::{
    change::ChangedField,
    route::{HostPattern, MethodPattern, PathTemplate, Route, RouteNeed, Unmatched},
    route_set::{KeptRoute, RouteId, RouteSource},
    scope::ScopeName,
};

use crate::{Read, StoreError, Write, column::Reader};

/// The setting's name.
const UNMATCHED: &str = ChangedField::Unmatched.code();

impl Read<'_> {
    /// All routes by host, path and method.
    pub fn routes(&self) -> Result<Vec<KeptRoute>, StoreError> {
        let sql =
            "SELECT id, host, method, template, scope, source FROM routes ORDER BY host, template, method";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut routes = Vec::new();
        while let Some(row) = rows.next()? {
            routes.push(read_route(&Reader::numbered("routes", "id", row)?)?);
        }
        Ok(routes)
    }

    /// What becomes of a request that has no route, where there are routes. What is missing or unreadable refuses.
    pub fn unmatched(&self) -> Result<Unmatched, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
        let kept: Option<String> = statement.query_one([UNMATCHED], |row| row.get(0)).optional()?;
        Ok(kept.and_then(|code| Unmatched::from_code(&code)).unwrap_or_default())
    }

    /// Whether any route needs the scope.
    pub fn is_routed(&self, scope: &ScopeName) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM routes WHERE scope = ?1")?;
        Ok(statement.exists([scope.as_str()])?)
    }
}

impl Write<'_> {
    /// Adds a route; the scope that it needs must be in the catalogue, and its requests nobody else's.
    pub fn add_route(&self, route: &Route, source: &RouteSource) -> Result<RouteId, StoreError> {
        let sql = "INSERT INTO routes (host, method, template, scope, source) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id";
        let id = self.connection.prepare_cached(sql)?.query_one(
            params![
                route.host.as_ref().map_or("", HostPattern::as_str),
                route.method.as_str(),
                route.template.as_str(),
                route.need.scope().map(ScopeName::as_str),
                source.code(),
            ],
            |row| row.get(0),
        )?;
        Ok(RouteId(id))
    }

    /// Puts another in the place of the route with its number.
    pub fn replace_route(&self, kept: &KeptRoute) -> Result<(), StoreError> {
        let KeptRoute { id, route, source } = kept;
        let sql =
            "UPDATE routes SET host = ?2, method = ?3, template = ?4, scope = ?5, source = ?6 WHERE id = ?1";
        self.connection.prepare_cached(sql)?.execute(params![
            id.0,
            route.host.as_ref().map_or("", HostPattern::as_str),
            route.method.as_str(),
            route.template.as_str(),
            route.need.scope().map(ScopeName::as_str),
            source.code(),
        ])?;
        Ok(())
    }

    /// Removes a route; none there: nothing happens.
    pub fn remove_route(&self, id: RouteId) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM routes WHERE id = ?1")?.execute([id.0])?;
        Ok(())
    }

    /// Chooses what becomes of a request without a route.
    pub fn set_unmatched(&self, unmatched: Unmatched) -> Result<(), StoreError> {
        let sql = "INSERT INTO settings (name, value) VALUES (?1, ?2)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.connection.prepare_cached(sql)?.execute([UNMATCHED, unmatched.code()])?;
        Ok(())
    }
}

fn read_route(reader: &Reader<'_>) -> Result<KeptRoute, StoreError> {
    let host = |text: &str| if text.is_empty() { Ok(None) } else { HostPattern::parse(text).map(Some) };
    let route = Route {
        host: reader.parsed("host", host)?,
        method: reader.parsed("method", MethodPattern::parse)?,
        template: reader.parsed("template", PathTemplate::parse)?,
        need: match reader.optional_parsed("scope", ScopeName::parse)? {
            Some(scope) => RouteNeed::Scope(scope),
            None => RouteNeed::AnyToken,
        },
    };
    Ok(KeptRoute { id: RouteId(reader.id), route, source: RouteSource::from_code(reader.text("source")?) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::store;

    fn route(host: &str, template: &str, scope: Option<&str>) -> Route {
        Route {
            host: (!host.is_empty()).then(|| HostPattern::parse(host).unwrap()),
            method: MethodPattern::parse("GET").unwrap(),
            template: PathTemplate::parse(template).unwrap(),
            need: scope.map_or(RouteNeed::AnyToken, |name| RouteNeed::Scope(ScopeName::parse(name).unwrap())),
        }
    }

    #[test]
    fn routes_read_back_and_go() {
        let (_folder, store) = store();
        let routes = [route("", "/a/{id}", Some("read")), route("api.example", "/a/{id}", None)];
        let source = RouteSource::Import("pets".into());
        let ids: Vec<_> = routes
            .iter()
            .map(|route| store.write(|write| write.add_route(route, &source)).unwrap())
            .collect();
        let kept = store.read().unwrap().routes().unwrap();
        assert_eq!(
            kept.iter().map(|kept| &kept.route).collect::<Vec<_>>(),
            routes.iter().collect::<Vec<_>>()
        );
        assert!(kept.iter().all(|kept| kept.source == source));
        let read = ScopeName::parse("read").unwrap();
        assert!(store.read().unwrap().is_routed(&read).unwrap());
        let changed = route("", "/a/{name}", None);
        let changed = KeptRoute { id: ids[0], route: changed, source: RouteSource::Hand };
        store.write(|write| write.replace_route(&changed)).unwrap();
        assert_eq!(store.read().unwrap().routes().unwrap()[0], changed);
        assert!(!store.read().unwrap().is_routed(&read).unwrap());
        store.write(|write| write.remove_route(ids[1])).unwrap();
        assert_eq!(store.read().unwrap().routes().unwrap().len(), 1);
    }

    #[test]
    fn a_route_for_the_same_requests_or_with_an_unknown_scope_is_refused() {
        let (_folder, store) = store();
        let add = |one: &Route| store.write(|write| write.add_route(one, &RouteSource::Hand));
        assert!(add(&route("", "/a", Some("read"))).is_ok());
        assert!(add(&route("", "/a", None)).is_err());
        assert!(add(&route("", "/b", Some("nobody-knows"))).is_err());
    }

    #[test]
    fn an_unmatched_request_is_refused_until_somebody_chooses_otherwise() {
        let (_folder, store) = store();
        assert_eq!(store.read().unwrap().unmatched().unwrap(), Unmatched::Refuse);
        store.write(|write| write.set_unmatched(Unmatched::Pass)).unwrap();
        assert_eq!(store.read().unwrap().unmatched().unwrap(), Unmatched::Pass);
    }

    #[test]
    fn a_damaged_route_is_named_not_left_out() {
        let (_folder, store) = store();
        store
            .write(|write| {
                write.connection.execute(
                    "INSERT INTO routes (id, method, template, source) VALUES (7, 'GET', 'a//b', 'hand')",
                    [],
                )?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert!(matches!(
            store.read().unwrap().routes(),
            Err(StoreError::Corrupt { table: "routes", column: "template", row: 7 })
        ));
    }
}
