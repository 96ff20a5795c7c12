//! The parts of what a search looks in.

/// The text of a row, taken apart: what is a token's own, and what it mostly shares with others.
pub(crate) struct Searched<'t> {
    name: &'t str,
    /// May have any number of lines.
    pub(crate) description: &'t str,
    key: &'t str,
}

impl<'t> Searched<'t> {
    /// The first line is the name, the last two are the visible parts of the key (source: `ListRow::text`).
    pub(crate) fn of(text: &'t str) -> Self {
        let (name, rest) = text.split_once('\n').unwrap_or((text, ""));
        match rest.rmatch_indices('\n').nth(1) {
            Some((end, _)) => Self { name, description: &rest[..end], key: &rest[end + 1..] },
            None => Self { name, description: "", key: rest },
        }
    }

    /// All but the description, the name as the first line.
    pub(crate) fn name_and_key(&self) -> String {
        format!("{}\n{}", self.name, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_name_a_description_of_any_lines_and_a_key() {
        for (text, name_and_key, description) in [
            ("billing\nfor\nfinance\nsk-ab\nyz", "billing\nsk-ab\nyz", "for\nfinance"),
            ("billing\n\nsk-ab\nyz", "billing\nsk-ab\nyz", ""),
            ("billing", "billing\n", ""),
        ] {
            let searched = Searched::of(text);
            assert_eq!(searched.name_and_key(), name_and_key, "{text:?}");
            assert_eq!(searched.description, description, "{text:?}");
        }
    }
}
