//! Traces of a key: in files, in the memory and the environment of processes, in a text.

use std::collections::HashSet;
use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use crate::processes::{self, Process};

/// What is looked for of one key: parts of it that no list shows, as they are and in other spellings.
pub(crate) struct Traces {
    /// Name of the token; the key itself must not get into a failure's message.
    name: String,
    patterns: Vec<(&'static str, Vec<u8>)>,
    /// Every word of every pattern, and by their first two bytes which words may be among them. So one pass over
    /// hundreds of megabytes takes a second, also in a test build.
    words: HashSet<[u8; WORD]>,
    beginnings: Vec<bool>,
}

/// Bytes are looked at in steps of this. A pattern of twice the length holds at least one whole word.
const WORD: usize = 8;

impl Traces {
    pub(crate) fn of(name: &str, key: &str) -> Traces {
        // Lists show the first and the last four of the random characters.
        const SHOWN: usize = 4;
        const PART: usize = 20;
        let (_, random) = key.rsplit_once('-').expect("a key with the usual prefix");
        assert_eq!(random.len(), 48, "a key of the usual length");
        let hidden = &random.as_bytes()[SHOWN..random.len() - SHOWN];
        let mut patterns = Vec::new();
        for part in hidden.chunks_exact(PART) {
            patterns.push(("plain", part.to_vec()));
            patterns.push(("UTF-16", part.iter().flat_map(|byte| [*byte, 0]).collect()));
            let hexadecimal = part.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
            patterns.push(("hexadecimal", hexadecimal.into_bytes()));
            // It may begin at any place of a group of three.
            patterns.extend((0..3).map(|skip| ("base64", base64(&part[skip..]).into_bytes())));
        }
        assert!(patterns.iter().all(|(_, pattern)| pattern.len() >= 2 * WORD));
        let all = patterns.iter().flat_map(|(_, pattern)| pattern.windows(WORD));
        let words: HashSet<[u8; WORD]> = all.map(|word| word.try_into().expect("a word")).collect();
        let mut beginnings = vec![false; 1 << 16];
        for word in &words {
            beginnings[beginning(*word)] = true;
        }
        Traces { name: name.to_owned(), patterns, words, beginnings }
    }

    /// Asserts that nothing of the key is in these bytes.
    pub(crate) fn are_not_in(&self, place: &str, bytes: &[u8]) {
        if let Some(form) = self.found_in(bytes) {
            panic!("a part of the key of “{}” ({form}) is in {place}", self.name);
        }
    }

    /// The form in which a part of the key is in these bytes.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Option<&'static str> {
        bytes.as_chunks::<WORD>().0.iter().enumerate().find_map(|(index, word)| {
            if !self.beginnings[beginning(*word)] || !self.words.contains(word) {
                return None;
            }
            let at = index * WORD;
            let nearby = &bytes[at.saturating_sub(2 * 48)..bytes.len().min(at + 2 * 48)];
            let holds = |pattern: &[u8]| nearby.windows(pattern.len()).any(|part| part == pattern);
            self.patterns.iter().find(|(_, pattern)| holds(pattern)).map(|(form, _)| *form)
        })
    }
}

fn beginning(word: [u8; WORD]) -> usize {
    usize::from(u16::from_ne_bytes([word[0], word[1]]))
}

/// Of whole groups of three bytes only: what follows would change the last characters.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks_exact(3);
    let digits = groups.flat_map(|group| {
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        [18, 12, 6, 0].map(|shift| char::from(DIGITS[(bits >> shift) as usize & 63]))
    });
    digits.collect()
}

/// Asserts that no file under this folder has a trace, by its name or its content.
pub(crate) fn not_in_files(folder: &Path, keys: &[Traces]) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a readable folder").flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            count += not_in_files(&path, keys);
        } else if kind.is_file() {
            // A temporary file may be gone meanwhile.
            let Ok(content) = fs::read(&path) else { continue };
            count += 1;
            for key in keys {
                key.are_not_in(&path.to_string_lossy(), path.as_os_str().as_encoded_bytes());
                key.are_not_in(&path.to_string_lossy(), &content);
            }
        }
    }
    count
}

/// Asserts that no process has a trace in its command line or its environment.
pub(crate) fn not_in_environments(keys: &[Traces]) {
    for process in processes::all() {
        for name in ["cmdline", "environ"] {
            let bytes = fs::read(process.file(name)).unwrap_or_default();
            for key in keys {
                key.are_not_in(&process.file(name), &bytes);
            }
        }
    }
}

/// All that a process could have written a key into: what a core dump of it would hold.
pub(crate) struct Memory(Vec<(String, Vec<u8>)>);

impl Memory {
    pub(crate) fn of(process: Process) -> Memory {
        let maps = fs::read_to_string(process.file("maps")).expect("the process lives");
        let memory = File::open(process.file("mem")).expect("the process may be looked at");
        let pages = File::open(process.file("pagemap")).expect("the process may be looked at");
        let parts = maps.lines().filter_map(|line| {
            let mut words = line.split_whitespace();
            let (range, rights) = (words.next()?, words.next()?);
            let (start, end) = range.split_once('-')?;
            let [start, end] = [start, end].map(|text| u64::from_str_radix(text, 16).expect("an address"));
            let bytes = if rights.starts_with("rw") { read(&memory, &pages, start, end) } else { Vec::new() };
            (!bytes.is_empty()).then(|| (line.to_owned(), bytes))
        });
        Memory(parts.collect())
    }

    pub(crate) fn size(&self) -> usize {
        self.0.iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// Where a part of the key is: the mapping, and the form.
    pub(crate) fn places_of(&self, key: &Traces) -> Vec<String> {
        let found =
            self.0.iter().filter_map(|(map, bytes)| Some(format!("{} in {map}", key.found_in(bytes)?)));
        found.collect()
    }
}

/// A mapping's pages that are there at all: web engines reserve gigabytes and use little of them.
fn read(memory: &File, pages: &File, start: u64, end: u64) -> Vec<u8> {
    const PAGE: u64 = 4096;
    /// One for each page, of 64 bits; the highest two: in memory, swapped out (source: Linux, pagemap).
    const ENTRY: u64 = 8;
    const ENTRIES_AT_ONCE: u64 = 1 << 16;
    let mut bytes = Vec::new();
    for piece in (start..end).step_by(usize::try_from(PAGE * ENTRIES_AT_ONCE).expect("it fits")) {
        let count = ENTRIES_AT_ONCE.min((end - piece) / PAGE);
        let mut entries = vec![0; usize::try_from(count * ENTRY).expect("it fits")];
        // Some mappings are the kernel's own.
        if pages.read_exact_at(&mut entries, piece / PAGE * ENTRY).is_err() {
            continue;
        }
        for (page, entry) in (piece..).step_by(4096).zip(entries.as_chunks::<8>().0) {
            let mut content = [0; 4096];
            // Others are a device's.
            if entry[7] & 0b1100_0000 != 0 && memory.read_exact_at(&mut content, page).is_ok() {
                bytes.extend(content);
            }
        }
    }
    bytes
}

#[test]
fn a_trace_is_found_in_each_form() {
    let key = format!("sk-{}", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKL");
    let traces = Traces::of("t", &key);
    assert_eq!(traces.found_in(format!("xx{key}").as_bytes()), Some("plain"));
    let wide: Vec<u8> = key.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(traces.found_in(&wide), Some("UTF-16"));
    for before in ["", "x", "xy"] {
        let padded = format!("{before}{key}xyz");
        assert_eq!(traces.found_in(base64(padded.as_bytes()).as_bytes()), Some("base64"), "{before}");
    }
    assert_eq!(traces.found_in(b"sk-abcd****************IJKL"), None);
}
