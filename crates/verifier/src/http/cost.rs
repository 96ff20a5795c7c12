//! What programs say of a cost.

use chrono::TimeDelta;
use serde::Deserialize;
use tokendesk_domain::amount::Amount;

/// In units.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(try_from = "u64")]
pub(super) struct Cost(pub(super) Amount);

/// A second to a day.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "u32")]
pub(super) struct Hold(pub(super) TimeDelta);

/// What a cost is reserved and settled by: 1–200 characters, none of them a control character.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct BookingName(pub(super) String);

/// In units; a negative one gives back.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
pub(super) struct SettledCost(pub(super) i64);

impl TryFrom<u64> for Cost {
    type Error = &'static str;

    fn try_from(units: u64) -> Result<Self, Self::Error> {
        Amount::new(units).map(Self).ok_or("an amount in units")
    }
}

impl TryFrom<u32> for Hold {
    type Error = &'static str;

    fn try_from(seconds: u32) -> Result<Self, Self::Error> {
        const DAY_S: u32 = 86_400;
        let is_within = (1..=DAY_S).contains(&seconds);
        is_within.then(|| Self(TimeDelta::seconds(seconds.into()))).ok_or("1 to 86,400 seconds")
    }
}

/// 1–200 characters, none of them a control character.
pub(super) fn is_booking_name(text: &str) -> bool {
    (1..=200).contains(&text.chars().count()) && !text.contains(char::is_control)
}

impl TryFrom<String> for BookingName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        is_booking_name(&text).then_some(Self(text)).ok_or("1 to 200 characters")
    }
}

impl TryFrom<i64> for SettledCost {
    type Error = &'static str;

    fn try_from(units: i64) -> Result<Self, Self::Error> {
        Amount::new(units.unsigned_abs()).map(|_| Self(units)).ok_or("an amount in units")
    }
}
