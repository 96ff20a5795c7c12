//! `tokendesk posture`

use clap::{Args, ValueEnum};
use tokendesk_domain::finding::Severity;

#[derive(Args, Debug)]
pub(crate) struct PostureArgs {
    /// Show at most so many tokens of each finding
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) first: u32,

    /// End with exit code 3 if there is a finding of this severity or a higher one
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
}

/// How soon a finding needs a look.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FailOn {
    /// Worth knowing: unused, an old key, 80 % used
    Notice,
    /// Soon: within 7 days, 90 % used, unbounded
    Warning,
    /// Now: within a day, used up
    Critical,
}

impl From<FailOn> for Severity {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Notice => Self::Notice,
            FailOn::Warning => Self::Warning,
            FailOn::Critical => Self::Critical,
        }
    }
}
