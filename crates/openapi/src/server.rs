//! What stands before each path: the path of a server's address.

use std::collections::BTreeSet;

use crate::document::Server;

/// More than this many servers are not looked at.
const MOST: usize = 16;

/// The path of an address, without a slash at its end: `https://api.example.com/v1/` → `/v1`.
pub(crate) fn base(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default().trim();
    let path = match url.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            rest.split_once('/').map_or("", |(_, path)| path)
        }
        _ => url,
    };
    match path.trim_start_matches("./").trim_matches('/') {
        "" | "." => String::new(),
        path => format!("/{path}"),
    }
}

/// The paths of these servers, each once, with the standard values of their variables.
pub(crate) fn bases(servers: &[Server]) -> Vec<String> {
    let bases: BTreeSet<String> = servers.iter().take(MOST).map(|server| base(&filled(server))).collect();
    if bases.is_empty() { vec![String::new()] } else { bases.into_iter().collect() }
}

fn filled(server: &Server) -> String {
    const LONGEST: usize = 2_000;
    let mut url = server.url.clone();
    for (name, variable) in &server.variables {
        if url.len() + variable.default.len() > LONGEST {
            break;
        }
        url = url.replacen(&format!("{{{name}}}"), &variable.default, 1);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_of_a_server_is_its_path() {
        for (url, path) in [
            ("https://api.example.com/v1/", "/v1"),
            ("https://api.example.com", ""),
            ("https://{region}.example.com:8443/a/b?c=d", "/a/b"),
            ("//api.example.com/v1", "/v1"),
            ("/v1", "/v1"),
            ("v1", "/v1"),
            ("./v1", "/v1"),
            ("/", ""),
            ("", ""),
        ] {
            assert_eq!(base(url), path, "{url}");
        }
    }
}
