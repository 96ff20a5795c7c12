//! The invariants of docs/architecture.md that can be read off the manifests and the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// Which of our own crates each crate may build on. A new crate needs a place here.
const LAYERS: &[(&str, &[&str])] = &[
    ("tokendesk-domain", &[]),
    ("tokendesk-audit-export", &["tokendesk-domain"]),
    ("tokendesk-vault", &[]),
    ("tokendesk-list-index", &["tokendesk-domain"]),
    ("tokendesk-store-sqlite", &["tokendesk-domain"]),
    (
        "tokendesk-issuer",
        &["tokendesk-domain", "tokendesk-list-index", "tokendesk-store-sqlite", "tokendesk-vault"],
    ),
    ("tokendesk-gateway-config", &["tokendesk-domain"]),
    ("tokendesk-gateway-probe", &["tokendesk-gateway-config"]),
    ("tokendesk-openapi", &["tokendesk-domain"]),
    ("tokendesk-token-file", &[]),
    ("tokendesk-token-rows", &["tokendesk-domain", "tokendesk-token-file"]),
    ("tokendesk-verifier", &["tokendesk-domain", "tokendesk-store-sqlite"]),
    ("tokendesk-admin-api", &["tokendesk-domain", "tokendesk-issuer"]),
    (
        "tokendesk-cli",
        &[
            "tokendesk-admin-api",
            "tokendesk-allocator",
            "tokendesk-audit-export",
            "tokendesk-domain",
            "tokendesk-gateway-config",
            "tokendesk-gateway-probe",
            "tokendesk-issuer",
            "tokendesk-openapi",
            "tokendesk-private-file",
            "tokendesk-token-file",
            "tokendesk-token-rows",
            "tokendesk-vault",
            "tokendesk-verifier",
        ],
    ),
    (
        "tokendesk-console",
        &[
            "tokendesk-allocator",
            "tokendesk-audit-export",
            "tokendesk-domain",
            "tokendesk-gateway-config",
            "tokendesk-gateway-probe",
            "tokendesk-issuer",
            "tokendesk-notification",
            "tokendesk-openapi",
            "tokendesk-private-file",
            "tokendesk-session-lock",
            "tokendesk-store-sqlite",
            "tokendesk-token-file",
            "tokendesk-token-rows",
            "tokendesk-vault",
            "tokendesk-verifier",
        ],
    ),
    ("tokendesk-allocator", &[]),
    ("tokendesk-private-file", &[]),
    ("tokendesk-session-lock", &[]),
    ("tokendesk-notification", &[]),
    ("tokendesk-headless", &[]),
    (
        "tokendesk-bench",
        &[
            "tokendesk-allocator",
            "tokendesk-domain",
            "tokendesk-headless",
            "tokendesk-issuer",
            "tokendesk-store-sqlite",
            "tokendesk-vault",
            "tokendesk-verifier",
        ],
    ),
    ("tokendesk-bare-window", &[]),
    ("xtask", &["tokendesk-headless"]),
];

/// All that the rules may build on: arithmetic, addresses, hashes, errors. No I/O, no serde, no database.
const DOMAIN_MAY_USE: &[&str] = &["chrono", "ipnet", "rand", "sha2", "thiserror", "zeroize"];

/// The shells: each may have one file that reads the clock or the generator.
const SHELLS: &[&str] = &["src-tauri", "crates/cli", "crates/issuer", "crates/verifier"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

static METADATA: LazyLock<Value> = LazyLock::new(|| {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
});

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

/// Our own packages: name → names of its direct dependencies, those of tests left out.
fn members() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let members: BTreeSet<_> = list(&METADATA["workspace_members"]).iter().map(text).collect();
    let own = list(&METADATA["packages"]).iter().filter(|package| members.contains(text(&package["id"])));
    own.map(|package| {
        let dependencies = list(&package["dependencies"]).iter();
        let dependencies = dependencies.filter(|dependency| dependency["kind"].as_str() != Some("dev"));
        (text(&package["name"]), dependencies.map(|dependency| text(&dependency["name"])).collect())
    })
    .collect()
}

/// Names of everything that is linked into a package, itself included, on any system.
fn linked_into(name: &str) -> BTreeSet<&'static str> {
    let names: BTreeMap<_, _> = list(&METADATA["packages"])
        .iter()
        .map(|package| (text(&package["id"]), text(&package["name"])))
        .collect();
    let nodes: BTreeMap<_, _> =
        list(&METADATA["resolve"]["nodes"]).iter().map(|node| (text(&node["id"]), node)).collect();
    let mut waiting: Vec<_> = names.iter().filter(|(_, own)| **own == name).map(|(id, _)| *id).collect();
    assert_eq!(waiting.len(), 1, "one package is called {name}");
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if seen.insert(id) {
            let links = list(&nodes[id]["deps"]).iter();
            let links =
                links.filter(|link| list(&link["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()));
            waiting.extend(links.map(|link| text(&link["pkg"])));
        }
    }
    seen.into_iter().map(|id| names[id]).collect()
}

/// Every file under a folder whose name ends so.
fn sources(folder: impl AsRef<Path>, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "there are sources to look at");
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_crate_builds_only_on_the_layers_below_it() {
    let layers: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    for (name, dependencies) in members() {
        let allowed = layers.get(name).unwrap_or_else(|| panic!("{name} has no place in LAYERS"));
        let own = dependencies.into_iter().filter(|dependency| layers.contains_key(dependency));
        let above: Vec<_> = own.filter(|dependency| !allowed.contains(dependency)).collect();
        assert!(above.is_empty(), "{name} must not build on {above:?}");
    }
    let unused: Vec<_> = layers.keys().filter(|name| !members().contains_key(*name)).collect();
    assert!(unused.is_empty(), "LAYERS names crates that are gone: {unused:?}");
}

#[test]
fn the_domain_builds_on_nothing_but_its_short_list() {
    let foreign: Vec<_> = members()["tokendesk-domain"]
        .iter()
        .copied()
        .filter(|dependency| !DOMAIN_MAY_USE.contains(dependency))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

#[test]
fn the_domain_does_no_input_or_output_and_has_no_clock() {
    const FORBIDDEN: &[&str] = &[
        "std::env",
        "std::fs",
        "std::io",
        "std::process",
        "std::thread",
        "std::time",
        "TcpStream",
        "UdpSocket",
        "print!(",
        "println!(",
        "Utc::now",
        "Local::now",
        "rand::rng(",
        "static mut",
    ];
    for path in sources("crates/domain/src", &[".rs"]) {
        let source = read(&path);
        let found: Vec<_> = FORBIDDEN.iter().filter(|word| source.contains(**word)).collect();
        assert!(found.is_empty(), "{} has {found:?}", path.display());
    }
}

#[test]
fn only_one_file_of_a_shell_reads_the_clock() {
    let mut exempt: BTreeMap<&str, Vec<PathBuf>> = BTreeMap::new();
    for path in sources("crates", &[".rs"]).into_iter().chain(sources("src-tauri", &[".rs"])) {
        if read(&path).contains("clippy::disallowed_methods") {
            let relative = path.strip_prefix(root()).expect("below the root").to_owned();
            let shell = SHELLS.iter().find(|shell| relative.starts_with(shell));
            let shell = shell.unwrap_or_else(|| panic!("{} is no shell's file", relative.display()));
            exempt.entry(shell).or_default().push(relative);
        }
    }
    for (shell, files) in exempt {
        assert_eq!(files.len(), 1, "{shell} reads the clock in {files:?}");
    }
}

#[test]
fn only_the_desktop_package_knows_tauri() {
    let who: Vec<_> = members()
        .into_iter()
        .filter(|(_, dependencies)| dependencies.iter().any(|name| name.starts_with("tauri")))
        .map(|(name, _)| name)
        .collect();
    // The bare window is what the console's start is measured against; it knows nothing of ours.
    assert_eq!(who, ["tokendesk-bare-window", "tokendesk-console"]);
}

#[test]
fn the_command_line_carries_no_web_view() {
    const WINDOWED: &[&str] = &["arboard", "gtk", "tao", "tauri", "webkit2gtk", "wry"];
    let linked = linked_into("tokendesk-cli");
    assert!(linked.contains("clap") && linked.contains("libsqlite3-sys"), "the walk finds what is there");
    let windowed: Vec<_> = WINDOWED.iter().filter(|name| linked.contains(**name)).collect();
    assert!(windowed.is_empty(), "{windowed:?}");
    assert!(linked_into("tokendesk-console").is_superset(&WINDOWED.iter().copied().collect()));
}

#[test]
fn only_the_ipc_folder_of_the_interface_imports_tauri() {
    let (inside, outside): (Vec<_>, Vec<_>) = sources("ui/src", &[".ts", ".tsx"])
        .into_iter()
        .filter(|path| read(path).contains("@tauri-apps"))
        .partition(|path| path.starts_with(root().join("ui/src/ipc")));
    assert!(!inside.is_empty(), "the interface speaks to Rust somewhere");
    assert!(outside.is_empty(), "{outside:?}");
}

/// `pub(crate) struct Name` and `pub(crate) enum Name` of the wire types, with the text before each (its attributes).
fn wire_types() -> Vec<(String, String)> {
    let mut types = Vec::new();
    for path in sources("src-tauri/wire", &[".rs"]).into_iter().chain([root().join("src-tauri/wire.rs")]) {
        let mut attributes = String::new();
        for line in read(&path).lines() {
            let item = line.strip_prefix("pub(crate) ");
            let item =
                item.and_then(|item| item.strip_prefix("struct ").or_else(|| item.strip_prefix("enum ")));
            let declared = item.map(|rest| {
                rest.split(|end: char| !end.is_alphanumeric()).next().unwrap_or_default().to_owned()
            });
            match declared {
                Some(name) => types.push((name, std::mem::take(&mut attributes))),
                None if line.is_empty() => attributes.clear(),
                None => attributes.push_str(line),
            }
        }
    }
    assert!(types.len() > 30, "the wire types are found");
    types
}

#[test]
fn every_wire_type_is_exported_to_typescript() {
    for (name, attributes) in wire_types() {
        assert!(attributes.contains("#[ts(export)]"), "{name} is not exported");
        let file = root().join(format!("ui/src/ipc/generated/{name}.ts"));
        assert!(file.is_file(), "{} is missing", file.display());
    }
}

#[test]
fn a_key_crosses_to_the_window_only_when_it_is_revealed() {
    let with_key: Vec<_> = sources("ui/src/ipc/generated", &[".ts"])
        .into_iter()
        .filter(|path| read(path).contains(" key: string"))
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(with_key, ["RevealedKey.ts"]);
}
