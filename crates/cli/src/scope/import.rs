//! `tokendesk scope import`

use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use tokendesk_domain::{
    field_error::Problem,
    route::{HostPattern, Route, RouteProblem},
    route_set::{RouteSet, RouteSetChanges, RouteSource},
};
use tokendesk_issuer::Desk;
use tokendesk_openapi::{Import, ImportError, ImportOptions, MAX_BYTES, import};

use crate::{
    args::ImportArgs,
    note::Note,
    output::Output,
    record::{RouteRecord, SetChangeRecord},
    refusal::{Failure, Refusal},
    table::Table,
};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &ImportArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let host = match args.host.trim() {
        "" => None,
        host => Some(HostPattern::parse(host).map_err(|problem| {
            let problem = RouteProblem::from(problem);
            Refusal::at("host", problem.code(), problem.to_string())
        })?),
    };
    let options = ImportOptions { by: args.by.into(), host, base: args.base.clone() };
    let document = import(&bytes_of(&args.file)?, &options).map_err(refused)?;
    let set = RouteSet {
        source: source(args.source.as_deref(), &document)?,
        scopes: document.scopes,
        routes: document.routes,
    };
    let changes = if args.dry_run { desk.preview_import(&set)? } else { desk.import_routes(&set)? };
    for note in &document.notes {
        output.warn(&Note::new(note.code(), note.to_string()));
    }
    print(&changes, &set.source, !args.dry_run, output)
}

/// No more than can be a document.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = |input: &mut dyn Read| -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        input.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = if path == Path::new("-") {
        read(&mut io::stdin().lock())
    } else {
        File::open(path).and_then(|mut file| read(&mut file))
    };
    bytes.map_err(|error| {
        Refusal::at("file", "file_unreadable", format!("{}: {error}.", path.display())).into()
    })
}

fn refused(error: ImportError) -> Failure {
    let code = error.code();
    match error {
        ImportError::Invalid(faults) => Failure::Input(
            faults
                .iter()
                .map(|(place, fault)| Refusal::at("file", code, format!("{place}: {fault}")))
                .collect(),
        ),
        error => Refusal::at("file", code, error.to_string()).into(),
    }
}

/// What the document is known by.
fn source(given: Option<&str>, document: &Import) -> Result<RouteSource, Refusal> {
    let source = given.map_or_else(|| RouteSource::titled(&document.title), RouteSource::import);
    source.map_err(|problem| {
        let code = if matches!(problem, Problem::Taken { .. }) { "taken" } else { "bad_source" };
        Refusal::at("source", code, problem.to_string())
    })
}

fn print<W: Write, N: Write>(
    changes: &RouteSetChanges,
    source: &RouteSource,
    done: bool,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let mut rows: Vec<([String; 3], SetChangeRecord)> = Vec::new();
    let mut scope = |change, name: &str| {
        let row = [change, "scope", name].map(str::to_owned);
        rows.push((row, SetChangeRecord::scope(change, name, done)));
    };
    changes.scopes_added.iter().for_each(|added| scope("added", added.name.as_str()));
    changes.scopes_changed.iter().for_each(|changed| scope("changed", changed.name.as_str()));
    changes.scopes_retired.iter().for_each(|name| scope("retired", name.as_str()));
    for route in &changes.routes_added {
        let row = ["added".to_owned(), "route".to_owned(), told(route)];
        rows.push((row, SetChangeRecord::route("added", RouteRecord::new(route), None, done)));
    }
    for (kept, route) in &changes.routes_changed {
        let row = [
            "changed".to_owned(),
            "route".to_owned(),
            format!("{} (was {})", told(route), need(&kept.route)),
        ];
        let record = RouteRecord::of_changed(kept, route);
        rows.push((row, SetChangeRecord::route("changed", record, Some(&kept.route), done)));
    }
    for kept in &changes.routes_removed {
        let row = ["removed".to_owned(), "route".to_owned(), told(&kept.route)];
        rows.push((row, SetChangeRecord::route("removed", RouteRecord::of(kept), None, done)));
    }
    for (kept, route) in &changes.routes_kept {
        let told =
            format!("{} ({}; the document says {})", told(&kept.route), kept.source.code(), need(route));
        let row = ["kept".to_owned(), "route".to_owned(), told];
        rows.push((row, SetChangeRecord::route("kept", RouteRecord::of(kept), None, done)));
    }
    let (texts, records): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let table = Table::fitting(&texts);
    for (row, record) in texts.iter().zip(records) {
        output.result(|| record, || table.line(row))?;
    }
    let source = source.code();
    output.remark(&match (changes.is_empty(), done) {
        (true, _) => format!("{source:?} brings nothing new."),
        (false, true) => format!("{source:?} is imported."),
        (false, false) => format!("{source:?} was only looked at; nothing was changed."),
    });
    Ok(())
}

fn told(route: &Route) -> String {
    format!("{route} → {}", need(route))
}

fn need(route: &Route) -> String {
    route.need.scope().map_or_else(|| "any token".to_owned(), ToString::to_string)
}
