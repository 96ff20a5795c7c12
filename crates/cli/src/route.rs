//! `tokendesk route …`

use std::io::Write;

use tokendesk_domain::{
    route::{RouteForm, Unmatched},
    route_set::{KeptRoute, RouteId},
};
use tokendesk_issuer::{Desk, DeskError, RouteError, RouteTrial};

use crate::{
    args::{AddRouteArgs, EditRouteArgs, RouteVerb},
    output::Output,
    record::{RouteRecord, RouteTrialRecord, UnmatchedRecord},
    refusal::{Failure, Refusal},
    table::Table,
};

pub(crate) fn run<W: Write, N: Write>(
    desk: &Desk,
    verb: &RouteVerb,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    match verb {
        RouteVerb::List => print(&desk.routes()?, output),
        RouteVerb::Add(args) => print(&[desk.add_route(&form(args))?], output),
        RouteVerb::Edit(args) => print(&[edit(desk, args)?], output),
        RouteVerb::Remove(args) => {
            let known = desk.routes()?;
            let missing =
                args.ids.iter().enumerate().filter(|(_, id)| !known.iter().any(|kept| kept.id.0 == **id));
            let missing: Vec<_> = missing.map(|(index, id)| no_such_route(*id, index)).collect();
            if !missing.is_empty() {
                return Err(Failure::Input(missing));
            }
            let mut ids: Vec<_> = args.ids.iter().copied().map(RouteId).collect();
            ids.sort_unstable();
            ids.dedup();
            print(&desk.remove_routes(&ids).map_err(gone)?, output)
        }
        RouteVerb::Try(args) => {
            let trial = desk.try_route(&args.method, &args.host, &args.path)?;
            let (outcome, route, message) = match &trial {
                RouteTrial::PathRefused(problem) => ("path_refused", None, Some(problem.to_string())),
                RouteTrial::NoRoutes => ("no_routes", None, None),
                RouteTrial::Matched(kept) => ("matched", Some(kept), None),
                RouteTrial::Unmatched(Unmatched::Refuse) => ("refused", None, None),
                RouteTrial::Unmatched(Unmatched::Pass) => ("passes", None, None),
            };
            if let (Some(kept), false) = (route, output.is_json()) {
                return print(std::slice::from_ref(kept), output);
            }
            output.result(
                || RouteTrialRecord { outcome, route: route.map(RouteRecord::of), message: message.clone() },
                || match &trial {
                    RouteTrial::NoRoutes => "There are no routes: any valid token passes.".to_owned(),
                    RouteTrial::Unmatched(Unmatched::Pass) => {
                        "It has no route, and passes with any valid token.".to_owned()
                    }
                    RouteTrial::Unmatched(Unmatched::Refuse) => "It has no route, and is refused.".to_owned(),
                    RouteTrial::PathRefused(_) | RouteTrial::Matched(_) => {
                        format!("Its path is refused: {}.", message.as_deref().unwrap_or_default())
                    }
                },
            )?;
            Ok(())
        }
        RouteVerb::Unmatched { choice } => {
            if let Some(choice) = choice {
                desk.choose_unmatched((*choice).into())?;
            }
            let unmatched = desk.unmatched()?;
            output.result(
                || UnmatchedRecord::from(unmatched),
                || match unmatched {
                    Unmatched::Refuse => {
                        "A request without a route is refused, where there are routes.".to_owned()
                    }
                    Unmatched::Pass => "A request without a route passes with any valid token.".to_owned(),
                },
            )?;
            Ok(())
        }
    }
}

fn form(args: &AddRouteArgs) -> RouteForm {
    RouteForm {
        host: args.host.clone(),
        method: args.method.clone(),
        path: args.path.clone(),
        scope: args.scope.clone(),
    }
}

/// What is not given stays as it stands now.
fn edit(desk: &Desk, args: &EditRouteArgs) -> Result<KeptRoute, Failure> {
    let id = RouteId(args.id);
    let missing = || Failure::from(Refusal { index: None, ..no_such_route(args.id, 0) });
    let before = desk.routes()?.into_iter().find(|kept| kept.id == id).ok_or_else(missing)?.route;
    let given = |typed: &Option<String>, before: String| typed.clone().unwrap_or(before);
    let form = RouteForm {
        host: given(&args.host, before.host.as_ref().map(ToString::to_string).unwrap_or_default()),
        method: given(&args.method, before.method.to_string()),
        path: given(&args.path, before.template.to_string()),
        scope: match (&args.scope, args.any_token) {
            (Some(scope), _) => Some(scope.clone()),
            (None, true) => None,
            (None, false) => before.need.scope().map(ToString::to_string),
        },
    };
    desk.edit_route(id, &form).map_err(|error| match error {
        RouteError::Desk(DeskError::NotFound) => missing(),
        error => error.into(),
    })
}

fn no_such_route(id: i64, index: usize) -> Refusal {
    Refusal { index: Some(index), ..Refusal::at("id", "not_found", format!("There is no route {id}.")) }
}

/// Removed by somebody else between the look and the change.
fn gone(error: DeskError) -> Failure {
    match error {
        DeskError::NotFound => {
            Refusal::at("id", "not_found", "One of the routes is gone; list them again.").into()
        }
        error => error.into(),
    }
}

impl From<RouteError> for Failure {
    fn from(error: RouteError) -> Self {
        match error {
            RouteError::Invalid(problems) => Self::Input(
                problems
                    .iter()
                    .map(|problem| Refusal {
                        field: problem.field().map(str::to_owned),
                        ..Refusal::new(problem.code(), problem.to_string())
                    })
                    .collect(),
            ),
            RouteError::Desk(error) => error.into(),
        }
    }
}

fn print<W: Write, N: Write>(routes: &[KeptRoute], output: &mut Output<W, N>) -> Result<(), Failure> {
    let mut rows = vec![["ID", "METHOD", "HOST", "PATH", "SCOPE", "SOURCE"].map(str::to_owned)];
    rows.extend(routes.iter().map(|KeptRoute { id, route, source }| {
        [
            id.0.to_string(),
            route.method.to_string(),
            route.host.as_ref().map_or_else(|| "*".to_owned(), ToString::to_string),
            route.template.to_string(),
            route.need.scope().map_or_else(|| "(any token)".to_owned(), ToString::to_string),
            source.code().to_owned(),
        ]
    }));
    let table = Table::fitting(&rows);
    if !output.is_json() {
        output.result(|| (), || table.line(&rows[0]))?;
    }
    for (kept, row) in routes.iter().zip(&rows[1..]) {
        output.result(|| RouteRecord::of(kept), || table.line(row))?;
    }
    Ok(())
}
