//! Filling in a template: `@name@` stands for a value; a line whose value is not there goes.

/// The value of a name: its text; `None` where it does not apply and its lines go.
pub(crate) type Value<'v> = (&'static str, Option<&'v str>);

/// Every `@name@` of `template` replaced. A name in the template that is not in `values` is a mistake in this crate.
pub(crate) fn fill(template: &str, values: &[Value<'_>]) -> String {
    let mut text = String::with_capacity(template.len() + 256);
    for line in template.lines() {
        let absent = values.iter().any(|(name, value)| value.is_none() && line.contains(&mark(name)));
        if absent {
            continue;
        }
        let filled = values.iter().fold(line.to_owned(), |line, (name, value)| {
            value.map_or_else(|| line.clone(), |value| line.replace(&mark(name), value))
        });
        text.push_str(&filled);
        text.push('\n');
    }
    text
}

fn mark(name: &str) -> String {
    format!("@{name}@")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_its_value_goes() {
        let text = fill("a @x@ @x@\nb @y@\nc\n", &[("x", Some("1")), ("y", None)]);
        assert_eq!(text, "a 1 1\nc\n");
    }
}
