//! `tokendesk admin-key …`

use std::io::Write;

use tokendesk_domain::admin_key::{AdminKey, AdminKeyForm, AdminKeyId};
use tokendesk_issuer::{Desk, DeskError};

use crate::{
    args::{AdminKeyVerb, IssueAdminKeyArgs},
    form,
    output::Output,
    record::{AdminKeyRecord, moment},
    refusal::{Failure, Refusal},
    table::Table,
};

pub(crate) fn run<W: Write, N: Write>(
    desk: &Desk,
    verb: &AdminKeyVerb,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    match verb {
        AdminKeyVerb::Issue(args) => issue(desk, args, output),
        AdminKeyVerb::List => list(&desk.admin_keys()?, desk, output),
        AdminKeyVerb::Revoke { id } => {
            let revoked = desk.revoke_admin_key(AdminKeyId(*id)).map_err(|error| match error {
                DeskError::NotFound => {
                    Refusal::at("id", "not_found", format!("There is no admin key {id}.")).into()
                }
                error => Failure::from(error),
            })?;
            list(&[revoked], desk, output)
        }
    }
}

fn issue<W: Write, N: Write>(
    desk: &Desk,
    args: &IssueAdminKeyArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let form = AdminKeyForm {
        name: args.name.clone(),
        scopes: args.scopes.clone(),
        expiry: form::expiry(&args.expires),
        allow: args.allow_ips.clone(),
    };
    let issued = desk.issue_admin_key(&form)?;
    let record = AdminKeyRecord::of(&issued.key, desk.now());
    output.result(
        || AdminKeyRecord { key: Some(issued.secret.expose()), ..record },
        || issued.secret.expose().to_owned(),
    )?;
    output.remark("This key is shown now and never again.");
    Ok(())
}

fn list<W: Write, N: Write>(
    keys: &[AdminKey],
    desk: &Desk,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let now = desk.now();
    let records: Vec<_> = keys.iter().map(|key| AdminKeyRecord::of(key, now)).collect();
    let mut rows = vec![["ID", "NAME", "STATUS", "KEY", "SCOPES", "EXPIRES", "LAST USED"].map(str::to_owned)];
    rows.extend(keys.iter().zip(&records).map(|(key, record)| {
        [
            key.id.0.to_string(),
            key.name.to_string(),
            record.status.to_owned(),
            key.hint.to_string(),
            record.scopes.join(","),
            key.expires.map_or_else(|| "never".to_owned(), moment),
            key.last_used.map_or_else(|| "never".to_owned(), moment),
        ]
    }));
    let table = Table::fitting(&rows);
    if !output.is_json() {
        output.result(|| (), || table.line(&rows[0]))?;
    }
    for (record, row) in records.iter().zip(&rows[1..]) {
        output.result(|| record, || table.line(row))?;
    }
    Ok(())
}
