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

/// What may be spent: `quota`, `daily_quota`, `monthly_quota`
pub(crate) fn read_quota(reader: &Reader<'_>) -> Result<Quota, StoreError> {
    let amount = |column| {
        let units = reader.optional_count(column)?;
        units.map(|units| Amount::new(units).ok_or_else(|| reader.corrupt(column))).transpose()
    };
    Ok(Quota { total: amount("quota")?, daily: amount("daily_quota")?, monthly: amount("monthly_quota")? })
}

/// Which models may be used: `models`
pub(crate) fn read_models(reader: &Reader<'_>) -> Result<Models, StoreError> {
    let names = |text: &str| text.lines().map(ModelName::parse).collect::<Result<Vec<_>, _>>();
    match reader.optional_parsed("models", names)? {
        None => Ok(Models::All),
        Some(names) if names.is_empty() => Err(reader.corrupt("models")),
        Some(names) => Ok(Models::Only(names)),
    }
}

/// What is spent, which may be more than a quota can be: `spent`, `day_spent`, `day_until_ms`, `month_spent`,
/// `month_until_ms`
pub(crate) fn read_spending(reader: &Reader<'_>) -> Result<Spending, StoreError> {
    let spent = |column| {
        let units = reader.optional_count(column)?.unwrap_or(0);
        Ok::<_, StoreError>(Amount::saturating(units))
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
