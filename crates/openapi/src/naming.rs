//! Names of scopes from tags, and texts cut to what the catalogue takes.

use sha2::{Digest, Sha256};
use tokendesk_domain::{description::Description, scope::ScopeName};

/// The tag of an operation that has none.
pub(crate) const UNTAGGED: &str = "untagged";

/// A tag as the first part of a scope's name: lower case, `-` for what can't stand there. A tag of another script has
/// a name that depends on itself alone, so that no other document order gives it another tag's scope.
pub(crate) fn tag_name(tag: &str) -> String {
    /// Leaves room for `:write`.
    const LONGEST: usize = ScopeName::MAX - 10;
    let mut name = String::new();
    for c in tag.trim().chars() {
        if c.is_ascii_alphanumeric() || "._".contains(c) {
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_matches('-');
    let foreign = !tag.is_ascii();
    if name.is_empty() || foreign || name.len() > LONGEST {
        let digest = Sha256::digest(tag.trim().as_bytes());
        let short: Vec<String> = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let kept: String = name.chars().take(LONGEST - 10).collect();
        let kept = if kept.is_empty() { "tag" } else { &kept };
        return format!("{kept}-{}", short.concat());
    }
    name.to_owned()
}

/// One line of at most `max` characters.
pub(crate) fn clipped(text: &str, max: usize) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    if line.chars().count() <= max {
        return line.to_owned();
    }
    let kept: String = line.chars().take(max - 1).collect();
    format!("{}…", kept.trim_end())
}

pub(crate) fn clipped_description(text: &str) -> Description {
    Description::parse(&clipped(text, Description::MAX)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tag_becomes_a_name() {
        for (tag, name) in
            [("Pets", "pets"), ("pet store", "pet-store"), ("A / B", "a-b"), ("v1.2_x", "v1.2_x")]
        {
            assert_eq!(tag_name(tag), name);
        }
    }

    #[test]
    fn a_tag_of_another_script_has_a_name_of_its_own() {
        let (users, orders) = (tag_name("사용자"), tag_name("주문"));
        assert!(users.starts_with("tag-") && users != orders, "{users} {orders}");
        assert_ne!(tag_name("Café"), tag_name("Caf"));
    }

    proptest! {
        /// Whatever the tag, its name is a scope's, also with the longest ending.
        #[test]
        fn any_tag_names_a_scope(tag in ".{0,200}") {
            let name = ScopeName::parse(&format!("{}:write", tag_name(&tag)));
            prop_assert!(name.is_ok());
        }

        /// A clipped text is a description.
        #[test]
        fn any_text_is_clipped_to_fit(text in "(.|\n|\t){0,700}", max in 1usize..60) {
            prop_assert!(clipped(&text, max).chars().count() <= max);
            prop_assert!(Description::parse(&clipped(&text, Description::MAX)).is_ok());
        }
    }
}
