//! What gateways tell of a request beside it: the scope that it needs, its model, what it costs.

use http::{HeaderMap, HeaderName};
use tokendesk_domain::{amount::Amount, scope::ScopeName};

use super::asked::{Unclear, the_one};

/// The headers in which gateways tell what they know of a request themselves; `None`: none is read. Every gateway must
/// overwrite them, or clients say what they like.
#[derive(Clone, Debug, Default)]
pub struct TellingHeaders {
    /// The scope that it needs.
    pub scope: Option<HeaderName>,
    /// The model that it is for.
    pub model: Option<HeaderName>,
    /// What it costs, in units.
    pub cost: Option<HeaderName>,
}

/// What a gateway told in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told<'r> {
    /// The scope that a request needs: stands in place of what the routes say.
    pub scope: Option<ScopeName>,
    /// The model that it is for; none: it is not said.
    pub model: Option<&'r str>,
    /// What it costs.
    pub cost: Amount,
}

impl TellingHeaders {
    /// Reads them; a blank one says nothing.
    ///
    /// # Errors
    /// One comes twice, or has no value that can be read.
    pub fn read<'r>(&self, headers: &'r HeaderMap) -> Result<Told<'r>, Unclear> {
        let text = |name: &Option<HeaderName>| match name {
            Some(name) => {
                Ok(the_one(headers, name)?.filter(|text| !text.is_empty()).map(|text| (name.clone(), text)))
            }
            None => Ok(None),
        };
        let scope = text(&self.scope)?
            .map(|(name, text)| ScopeName::parse(text).map_err(|_| Unclear::Unreadable(name)));
        let cost = text(&self.cost)?.map(|(name, text)| units(text).ok_or(Unclear::Unreadable(name)));
        Ok(Told {
            scope: scope.transpose()?,
            model: text(&self.model)?.map(|(_, text)| text),
            cost: cost.transpose()?.unwrap_or_default(),
        })
    }
}

/// A whole number of units.
fn units(text: &str) -> Option<Amount> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| digits).and_then(Amount::new)
}
