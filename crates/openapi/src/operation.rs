//! The operations of a document, references followed.

use std::collections::BTreeSet;

use crate::{
    Fault, Place,
    document::{Document, OperationItem, PathItem, Requirement},
    server,
};

/// How many references may lead to each other.
const MOST_HOPS: usize = 16;

/// One method of one path.
pub(crate) struct Operation<'d> {
    pub(crate) path: &'d str,
    pub(crate) method: &'d str,
    document: &'d Document,
    path_item: &'d PathItem,
    item: &'d OperationItem,
}

/// All of them.
pub(crate) struct Operations;

impl Operations {
    pub(crate) fn of(document: &Document) -> impl Iterator<Item = Result<Operation<'_>, (Place, Fault)>> {
        document.paths.iter().flat_map(move |(path, item)| {
            let found = resolved(document, item)
                .map_err(|to| (Place(format!("paths.{path}")), Fault::Reference { to: to.to_owned() }));
            let (found, missing) = match found {
                Ok(found) => (Some(found), None),
                Err(missing) => (None, Some(Err(missing))),
            };
            let operations = found.into_iter().flat_map(move |path_item| {
                path_item
                    .operations()
                    .map(move |(method, item)| Ok(Operation { path, method, document, path_item, item }))
            });
            missing.into_iter().chain(operations)
        })
    }
}

/// The path item that a reference leads to; what it leads to nowhere with.
fn resolved<'d>(document: &'d Document, item: &'d PathItem) -> Result<&'d PathItem, &'d str> {
    let mut item = item;
    for _ in 0..MOST_HOPS {
        let Some(to) = &item.reference else { return Ok(item) };
        let unescaped = |name: &str| name.replace("~1", "/").replace("~0", "~");
        let next = if let Some(name) = to.strip_prefix("#/components/pathItems/") {
            document.components.path_items.get(&unescaped(name))
        } else if let Some(path) = to.strip_prefix("#/paths/") {
            document.paths.get(&unescaped(path))
        } else {
            None
        };
        item = next.ok_or(to.as_str())?;
    }
    Err(item.reference.as_deref().unwrap_or_default())
}

impl<'d> Operation<'d> {
    pub(crate) fn place(&self) -> Place {
        Place(format!("paths.{}.{}", self.path, self.method.to_ascii_lowercase()))
    }

    /// Its first tag.
    pub(crate) fn tag(&self) -> Option<&'d str> {
        self.item.tags.iter().map(|tag| tag.trim()).find(|tag| !tag.is_empty())
    }

    /// Whether its method is one that changes nothing (source: RFC 9110 §9.2.1).
    pub(crate) fn only_reads(&self) -> bool {
        matches!(self.method, "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY")
    }

    /// All scopes that its security names, in whatever combination, each once.
    pub(crate) fn scopes(&self) -> Vec<&'d str> {
        let requirements: &[Requirement] =
            self.item.security.as_deref().or(self.document.security.as_deref()).unwrap_or_default();
        let mut seen = BTreeSet::new();
        let all = requirements.iter().flat_map(|schemes| schemes.values().flatten()).map(String::as_str);
        all.filter(|name| seen.insert(*name)).collect()
    }

    /// What stands before its path, once for each different server.
    pub(crate) fn bases(&self) -> Vec<String> {
        let servers = [&self.item.servers, &self.path_item.servers, &self.document.servers];
        match servers.into_iter().flatten().find(|servers| !servers.is_empty()) {
            Some(servers) => server::bases(servers),
            None => vec![self.document.base_path.as_deref().map(server::base).unwrap_or_default()],
        }
    }
}
