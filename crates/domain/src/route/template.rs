//! The form of a path: `/v1/clusters/{id}`, `/files/{rest*}`, `/v1/jobs/{id}:cancel`.

use std::{cmp::Reverse, fmt};

use crate::request_path::{PathProblem, is_dot_segment, normalised};

/// Segments that a path has to have, each literal, with parameters, or the rest of the path.
///
/// Literals are kept in the one spelling of [`crate::request_path::RequestPath`]; a slash at the end does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathTemplate {
    text: String,
    segments: Vec<Segment>,
}

/// One segment; the smaller one is the more specific.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Segment {
    /// This text.
    Literal(String),
    /// Parameters of one character or more between literals.
    Mixed(Mixed),
    /// Any one segment.
    Parameter,
    /// One segment or more; the last one only.
    Rest,
}

/// `report-{day}.{format}`: the literals around the parameters; the first and the last may be blank. The more literal
/// bytes the more specific; of as many, the first by its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Mixed {
    literal_bytes: Reverse<usize>,
    literals: Vec<String>,
}

impl PathTemplate {
    /// The most characters.
    pub const MAX: usize = 1_000;
    /// The most segments.
    pub const MAX_SEGMENTS: usize = 64;

    /// Reads a template as typed, or as it stands in an OpenAPI document.
    pub fn parse(raw: &str) -> Result<Self, TemplateProblem> {
        let raw = raw.trim();
        if raw.len() > Self::MAX {
            return Err(TemplateProblem::TooLong);
        }
        let Some(inner) = raw.strip_prefix('/') else { return Err(TemplateProblem::NoSlash) };
        if inner.contains('?') {
            return Err(TemplateProblem::Query);
        }
        let inner = inner.strip_suffix('/').filter(|inner| !inner.is_empty()).unwrap_or(inner);
        let raw_segments: Vec<&str> = if inner.is_empty() { Vec::new() } else { inner.split('/').collect() };
        if raw_segments.len() > Self::MAX_SEGMENTS {
            return Err(TemplateProblem::TooLong);
        }
        let mut text = String::with_capacity(raw.len());
        let mut segments = Vec::with_capacity(raw_segments.len());
        for (index, segment) in raw_segments.iter().enumerate() {
            text.push('/');
            let segment = read_segment(segment, &mut text)?;
            if segment == Segment::Rest && index + 1 < raw_segments.len() {
                return Err(TemplateProblem::RestNotLast);
            }
            segments.push(segment);
        }
        if text.is_empty() {
            text.push('/');
        }
        Ok(Self { text, segments })
    }

    /// The template as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The template without the names of its parameters: equal for two that match the same paths.
    pub(crate) fn shape(&self) -> String {
        let mut shape = String::with_capacity(self.text.len());
        for segment in &self.segments {
            shape.push('/');
            match segment {
                Segment::Literal(text) => shape.push_str(text),
                Segment::Mixed(mixed) => shape.push_str(&mixed.literals.join("{}")),
                Segment::Parameter => shape.push_str("{}"),
                Segment::Rest => shape.push_str("{*}"),
            }
        }
        shape
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Mixed {
    pub(crate) fn matches(&self, segment: &str) -> bool {
        let [first, between @ .., last] = self.literals.as_slice() else { return false };
        let Some(mut rest) =
            segment.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()))
        else {
            return false;
        };
        for literal in between {
            // A parameter takes one character or more, and as few as it can.
            let Some((_, after)) = rest.get(1..).and_then(|tail| tail.split_once(literal.as_str())) else {
                return false;
            };
            rest = after;
        }
        !rest.is_empty()
    }
}

/// Reads one segment, and appends it to `text` in its one spelling.
fn read_segment(raw: &str, text: &mut String) -> Result<Segment, TemplateProblem> {
    let mut literals = vec![String::new()];
    let mut rest = raw;
    while let Some((before, from_name)) = rest.split_once('{') {
        let literal = literal(before)?;
        let (name, after) = from_name.split_once('}').ok_or(TemplateProblem::Braces)?;
        if let Some(name) = name.strip_suffix('*') {
            check_name(name)?;
            if literals.len() > 1 || !literal.is_empty() || !after.is_empty() {
                return Err(TemplateProblem::RestNotAlone);
            }
            text.push_str(raw);
            return Ok(Segment::Rest);
        }
        check_name(name)?;
        if literals.len() > 1 && literal.is_empty() {
            return Err(TemplateProblem::ParametersTouch);
        }
        text.extend([literal.as_str(), "{", name, "}"]);
        literals.pop();
        literals.extend([literal, String::new()]);
        rest = after;
    }
    let last = literal(rest)?;
    text.push_str(&last);
    literals.pop();
    literals.push(last);
    Ok(match literals.as_mut_slice() {
        [only] if only.is_empty() => return Err(TemplateProblem::EmptySegment),
        [only] if is_dot_segment(only) => return Err(TemplateProblem::Path(PathProblem::DotSegment)),
        [only] => Segment::Literal(std::mem::take(only)),
        [first, last] if first.is_empty() && last.is_empty() => Segment::Parameter,
        _ => {
            let literal_bytes = Reverse(literals.iter().map(String::len).sum());
            Segment::Mixed(Mixed { literal_bytes, literals })
        }
    })
}

fn literal(raw: &str) -> Result<String, TemplateProblem> {
    if raw.contains(['{', '}']) {
        return Err(TemplateProblem::Braces);
    }
    Ok(normalised(raw)?)
}

fn check_name(name: &str) -> Result<(), TemplateProblem> {
    let fits = |c: char| !c.is_control() && !c.is_whitespace() && !"{}/*".contains(c);
    if name.is_empty() || !name.chars().all(fits) { Err(TemplateProblem::Name) } else { Ok(()) }
}

/// Why a text is no path template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateProblem {
    /// It does not begin with `/`.
    #[error("The path must begin with /.")]
    NoSlash,
    /// More than [`PathTemplate::MAX`] bytes or [`PathTemplate::MAX_SEGMENTS`] segments.
    #[error(
        "The path is longer than {} bytes or {} segments.",
        PathTemplate::MAX,
        PathTemplate::MAX_SEGMENTS
    )]
    TooLong,
    /// `?` in it: routes go by the path alone.
    #[error("Leave out the query: routes go by the path alone.")]
    Query,
    /// `//`
    #[error("Two slashes in a row are not allowed.")]
    EmptySegment,
    /// A brace without its other.
    #[error("Braces go in pairs around a parameter's name, such as {{id}}.")]
    Braces,
    /// `{}`, `{a b}`
    #[error("A parameter needs a name without spaces, such as {{id}}.")]
    Name,
    /// `{a}{b}`: nothing says where the one ends.
    #[error("Two parameters need something between them.")]
    ParametersTouch,
    /// `{rest*}` before another segment.
    #[error("{{rest*}} stands for the rest of the path: nothing may follow it.")]
    RestNotLast,
    /// `x{rest*}`
    #[error("{{rest*}} must be a segment of its own.")]
    RestNotAlone,
    /// No request with such a path would be let through.
    #[error(transparent)]
    Path(#[from] PathProblem),
}
