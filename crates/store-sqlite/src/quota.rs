//! What a token may spend, has spent, and on which models: from columns and into them.

use tokendesk_domain::{
    amount::Amount,
    model::{ModelName, Models},
    quota::{PeriodSpending, Quota, Spending},
};

use crate::{StoreError, column::Reader};

/// As the columns have it.
pub(crate) fn units(amount: Option<Amount>) -> Option<i64> {
    amount.map(|amount| amount.units().cast_signed())
}

/// What may be spent.
pub(crate) fn read_quota(reader: &Reader<'_>) -> Result<Quota, StoreError> {
    let amount = |column| {
        let units: Option<i64> = reader.raw(column)?;
        let read = |units: i64| u64::try_from(units).ok().and_then(Amount::new);
        units.map(|units| read(units).ok_or_else(|| reader.corrupt(column))).transpose()
    };
    Ok(Quota { total: amount("quota")?, daily: amount("daily_quota")?, monthly: amount("monthly_quota")? })
}

/// Which models may be used.
pub(crate) fn read_models(reader: &Reader<'_>) -> Result<Models, StoreError> {
    if reader.raw::<Option<String>>("models")?.is_none() {
        return Ok(Models::All);
    }
    match reader.lines("models", ModelName::parse)? {
        names if names.is_empty() => Err(reader.corrupt("models")),
        names => Ok(Models::Only(names)),
    }
}

/// What is spent; it may be more than a quota can be.
pub(crate) fn read_spending(reader: &Reader<'_>) -> Result<Spending, StoreError> {
    let spent = |column| {
        let units = reader.raw::<Option<i64>>(column)?.unwrap_or(0);
        u64::try_from(units).map(Amount::saturating).map_err(|_| reader.corrupt(column))
    };
    let period = |column, until| {
        Ok::<_, StoreError>(PeriodSpending { spent: spent(column)?, until: reader.optional_moment(until)? })
    };
    Ok(Spending {
        total: spent("spent")?,
        day: period("day_spent", "day_until_ms")?,
        month: period("month_spent", "month_until_ms")?,
    })
}
