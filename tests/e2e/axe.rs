//! axe-core in the window: it finds what is wrong for people who do not see, and it knows every
//! element's role and name, by which the journeys find things.

use std::fs;
use std::path::Path;

use fantoccini::Client;
use serde_json::{Value, json};

use crate::desk::Desk;

/// Puts axe-core into the window.
pub(crate) async fn bring(client: &Client) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
    let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    client.execute(&source, vec![]).await.expect("axe-core runs under the content policy");
}

impl Desk {
    /// Asserts that axe-core finds nothing on what the window shows now.
    pub(crate) async fn has_no_barriers(&self, screen: &str) {
        let found = self
            .client
            .execute_async(include_str!("axe.js"), vec![json!(null)])
            .await
            .expect("axe-core runs to its end");
        assert!(found.is_array(), "axe-core answered {found}");
        assert_eq!(found, Value::Array(vec![]), "barriers on {screen}: {found:#}");
    }
}
