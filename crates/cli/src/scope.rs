//! `tokendesk scope …`

mod import;

use std::io::Write;

use tokendesk_domain::{catalogue::ScopeForm, scope::Scope};
use tokendesk_issuer::{Desk, DeskError, Retirement};

use crate::{
    args::{AddArgs, ScopeVerb},
    output::Output,
    record::{RetirementRecord, ScopeRecord},
    refusal::{Failure, Refusal},
    table::Table,
};

/// Holders that a retirement names.
const NAMED: u32 = 50;

pub(crate) fn run<W: Write, N: Write>(
    desk: &Desk,
    verb: &ScopeVerb,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    match verb {
        ScopeVerb::List => print(&desk.scopes()?, output),
        ScopeVerb::Add(args) => {
            let form = ScopeForm {
                name: args.name.clone(),
                group: args.group.clone().unwrap_or_default(),
                description: args.description.clone().unwrap_or_default(),
            };
            print(&[(desk.add_scope(&form)?, 0)], output)
        }
        ScopeVerb::Edit(args) => edit(desk, args, output),
        ScopeVerb::Retire(args) => retire(desk, args.name.trim(), output),
        ScopeVerb::Reinstate(args) => {
            desk.reinstate_scope(&args.name).map_err(|error| named(error, &args.name))?;
            print(&[find(desk, &args.name)?], output)
        }
        ScopeVerb::Import(args) => import::run(desk, args, output),
    }
}

/// A group or description that is not given stays.
fn edit<W: Write, N: Write>(desk: &Desk, args: &AddArgs, output: &mut Output<W, N>) -> Result<(), Failure> {
    let (scope, holders) = find(desk, &args.name)?;
    let form = ScopeForm {
        name: scope.name.to_string(),
        group: args.group.clone().unwrap_or_else(|| scope.group.as_str().to_owned()),
        description: args.description.clone().unwrap_or_else(|| scope.description.as_str().to_owned()),
    };
    let edited = desk.edit_scope(&form).map_err(|error| named(error, &args.name))?;
    // The form does not know whether the scope is retired.
    print(&[(Scope { retired: scope.retired, ..edited }, holders)], output)
}

fn retire<W: Write, N: Write>(desk: &Desk, name: &str, output: &mut Output<W, N>) -> Result<(), Failure> {
    let retirement = desk.retire_scope(name).map_err(|error| named(error, name))?;
    let holders = desk.scope_holders(name, NAMED)?;
    output.result(
        || RetirementRecord::of(name, retirement, &holders),
        || match retirement {
            Retirement::Removed => format!("{name} is removed; no token held it and no route needed it."),
            Retirement::Retired if holders.total == 0 => {
                format!("{name} is retired; only tokens in the trash hold it, or routes need it.")
            }
            Retirement::Retired => {
                let rows: Vec<_> =
                    holders.first.iter().map(|(id, name)| [format!("  {}", id.0), name.clone()]).collect();
                let total = holders.total;
                format!("{name} is retired. Tokens that hold it and keep it: {total}\n{}", Table::of(&rows))
            }
        },
    )?;
    Ok(())
}

fn find(desk: &Desk, name: &str) -> Result<(Scope, u32), Failure> {
    let mut scopes = desk.scopes()?.into_iter();
    let found = scopes.find(|(scope, _)| scope.name.as_str() == name.trim());
    found.ok_or_else(|| named(DeskError::NotFound, name))
}

fn named(error: DeskError, name: &str) -> Failure {
    match error {
        DeskError::NotFound => {
            Refusal::at("scope_name", "not_found", format!("There is no scope named {:?}.", name.trim()))
                .into()
        }
        error => error.into(),
    }
}

fn print<W: Write, N: Write>(scopes: &[(Scope, u32)], output: &mut Output<W, N>) -> Result<(), Failure> {
    let head = ["NAME", "GROUP", "HOLDERS", "DESCRIPTION"].map(str::to_owned);
    let mut rows = vec![head];
    rows.extend(scopes.iter().map(|(scope, holders)| {
        let retired = if scope.retired { " (retired)" } else { "" };
        [
            format!("{}{retired}", scope.name),
            scope.group.as_str().to_owned(),
            holders.to_string(),
            scope.description.as_str().to_owned(),
        ]
    }));
    let table = Table::fitting(&rows);
    if !output.is_json() {
        output.result(|| (), || table.line(&rows[0]))?;
    }
    for ((scope, holders), row) in scopes.iter().zip(&rows[1..]) {
        output.result(|| ScopeRecord::of(scope, *holders), || table.line(row))?;
    }
    Ok(())
}
