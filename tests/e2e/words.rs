//! What the console says in a language, from the interface's own catalogues.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

pub(crate) struct Words {
    /// English text → the language's text.
    said: HashMap<String, String>,
}

impl Words {
    pub(crate) fn of(language: &str) -> Words {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/locales").join(language);
        let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let catalogues = files.map(|file| file.expect("a file").path());
        let catalogues = catalogues.filter(|path| path.extension().is_some_and(|ending| ending == "po"));
        let said =
            catalogues.flat_map(|path| read(&fs::read_to_string(path).expect("a catalogue"))).collect();
        Words { said }
    }

    /// The translation of an English text; it must exist.
    pub(crate) fn say(&self, english: &str) -> &str {
        self.said.get(english).unwrap_or_else(|| panic!("“{english}” is in no catalogue"))
    }
}

/// `msgid` and `msgstr` of a PO file; a text may go on over several lines.
fn read(catalogue: &str) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut in_translation = false;
    for line in catalogue.lines() {
        let quoted = if let Some(rest) = line.strip_prefix("msgid ") {
            entries.push((String::new(), String::new()));
            in_translation = false;
            rest
        } else if let Some(rest) = line.strip_prefix("msgstr ") {
            in_translation = true;
            rest
        } else if line.starts_with('"') {
            line
        } else {
            continue;
        };
        let Some((english, said)) = entries.last_mut() else { continue };
        let text: String = serde_json::from_str(quoted).expect("a quoted text");
        if in_translation { said.push_str(&text) } else { english.push_str(&text) }
    }
    entries
}
