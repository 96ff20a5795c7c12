//! The benchmarks of the verifier with few tokens: they run to their end. What their figures say is for the large ones.
#![cfg(target_os = "linux")]

use std::{path::Path, process::Command};

#[test]
fn the_benchmarks_of_the_verifier_run_to_their_end() {
    let work = tempfile::tempdir().unwrap();
    let bench = Path::new(env!("CARGO_BIN_EXE_tokendesk-bench"));
    let mut command = Command::new(bench);
    command.args(["run", "--small", "--only", "lag", "--only", "gateways", "--only", "verifier-growth"]);
    command.arg("--programs").arg(bench.parent().unwrap()).arg("--work").arg(work.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("the report: "), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let report = std::fs::read_to_string(work.path().join("latest.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let figures = report["figures"].as_array().unwrap();
    let count = |words: &str| {
        figures.iter().filter(|figure| figure["what"].as_str().unwrap().contains(words)).count()
    };
    assert_eq!(count("changes at the desk while serving"), 4);
    for gateway in ["nginx", "caddy", "envoy", "haproxy", "traefik"] {
        assert_eq!(count(&format!("through {gateway}: ")), 3);
    }
    assert_eq!((count("1,000 tokens: "), count("2,000 tokens: ")), (4, 4));
    let picture = std::fs::read_to_string(work.path().join("verifier.svg")).unwrap();
    assert_eq!(picture.matches("<g transform").count(), 4);
}

#[test]
fn the_benchmarks_of_scripts_run_to_their_end() {
    let work = tempfile::tempdir().unwrap();
    let bench = Path::new(env!("CARGO_BIN_EXE_tokendesk-bench"));
    let mut command = Command::new(bench);
    command.args(["run", "--small", "--only", "scripts", "--programs"]).arg(bench.parent().unwrap());
    let output = command.arg("--work").arg(work.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("the report: "), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let report = std::fs::read_to_string(work.path().join("latest.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let figures = report["figures"].as_array().unwrap();
    let told = figures.iter().filter(|figure| figure["what"].as_str().unwrap().contains("over HTTP"));
    assert_eq!(told.count(), 7);
}
