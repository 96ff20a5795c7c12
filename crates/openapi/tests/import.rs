//! Documents as people have them, and as nobody should.

use proptest::prelude::*;
use tokendesk_domain::{field_error::Problem, route::HostPattern};
use tokendesk_openapi::{Fault, Import, ImportError, ImportOptions, MAX_BYTES, Note, ScopesBy, import};

const PETS: &str = r#"
openapi: 3.0.3
info: {title: Pet Store, version: "1"}
servers: [{url: https://pets.example.com/v1}]
tags: [{name: Pets, description: All about pets}]
security: [{oauth: ["read:pets"]}]
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        implicit:
          scopes: {"read:pets": Look at pets, "write:pets": Change pets, "never:used": Nobody}
paths:
  x-generated: 7
  /pets:
    parameters: []
    get: {tags: [Pets], responses: {200: {description: ok}}}
    post: {tags: [Pets], security: [{oauth: ["read:pets", "write:pets"]}]}
  /pets/{id}:
    get: {tags: [Pets]}
    delete: {tags: [Pets], security: [{key: []}, {oauth: ["write:pets"]}]}
  /health:
    get: {security: []}
"#;

fn by(by: ScopesBy) -> ImportOptions {
    ImportOptions { by, ..ImportOptions::default() }
}

fn read(text: &str, options: &ImportOptions) -> Import {
    import(text.as_bytes(), options).unwrap_or_else(|error| panic!("{error}"))
}

/// `GET /v1/pets → read:pets`
fn routes(import: &Import) -> Vec<String> {
    let need = |route: &tokendesk_domain::route::Route| {
        route.need.scope().map_or("any", |scope| scope.as_str()).to_owned()
    };
    import.routes.iter().map(|route| format!("{route} → {}", need(route))).collect()
}

fn scopes(import: &Import) -> Vec<(&str, &str)> {
    import.scopes.iter().map(|scope| (scope.name.as_str(), scope.description.as_str())).collect()
}

#[test]
fn routes_need_what_the_security_of_their_operation_names() {
    let import = read(PETS, &by(ScopesBy::Security));
    assert_eq!(
        routes(&import),
        [
            "GET /v1/pets → read:pets",
            "POST /v1/pets → write:pets",
            "GET /v1/pets/{id} → read:pets",
            "DELETE /v1/pets/{id} → write:pets",
            "GET /v1/health → any",
        ]
    );
    assert_eq!(scopes(&import), [("read:pets", "Look at pets"), ("write:pets", "Change pets")]);
    assert!(import.scopes.iter().all(|scope| scope.group.as_str() == "Pet Store"));
    let notes: Vec<_> = import.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "paths./pets.post names several scopes (read:pets, write:pets); write:pets is taken.",
            "paths./health.get names no scope; any valid token will pass.",
        ]
    );
}

#[test]
fn scopes_can_be_made_of_tags_and_of_reading_and_writing() {
    let tags = read(PETS, &by(ScopesBy::Tag));
    assert_eq!(scopes(&tags), [("pets", "All about pets"), ("untagged", "")]);
    let access = read(PETS, &by(ScopesBy::Access));
    assert_eq!(
        routes(&access),
        [
            "GET /v1/pets → pets:read",
            "POST /v1/pets → pets:write",
            "GET /v1/pets/{id} → pets:read",
            "DELETE /v1/pets/{id} → pets:write",
            "GET /v1/health → untagged:read",
        ]
    );
}

#[test]
fn a_host_and_a_base_that_are_given_count() {
    let host = Some(HostPattern::parse("api.example.com").unwrap());
    let import =
        read(PETS, &ImportOptions { host, base: Some("/pets-api/".into()), ..ImportOptions::default() });
    assert_eq!(routes(&import)[0], "GET api.example.com/pets-api/pets → read:pets");
}

#[test]
fn swagger_2_in_json_is_read_too() {
    let text = r#"{"swagger": "2.0", "info": {"title": "Old"}, "host": "old.example", "basePath": "/api",
        "securityDefinitions": {"o": {"type": "oauth2", "scopes": {"a": "Do a"}}},
        "paths": {"/x/{y}.json": {"get": {"security": [{"o": ["a"]}], "responses": {}}}}}"#;
    let import = read(text, &by(ScopesBy::Security));
    assert_eq!(routes(&import), ["GET /api/x/{y}.json → a"]);
    assert_eq!(scopes(&import), [("a", "Do a")]);
}

#[test]
fn a_version_without_quotes_is_read_as_it_was_meant() {
    let import = read("swagger: 2.0\npaths: {/a: {get: {tags: [t]}}}", &by(ScopesBy::Tag));
    assert_eq!((import.title.as_str(), routes(&import)), ("API", vec!["GET /a → t".to_owned()]));
}

#[test]
fn a_path_may_refer_to_another_place_in_the_document() {
    let text = r##"
openapi: 3.1.0
paths:
  /a: {$ref: "#/components/pathItems/shared"}
  /b: {$ref: "#/paths/~1a"}
components: {pathItems: {shared: {get: {tags: [t]}}}}
"##;
    assert_eq!(routes(&read(text, &by(ScopesBy::Tag))), ["GET /a → t", "GET /b → t"]);
}

#[test]
fn several_servers_give_several_routes_and_their_variables_are_filled() {
    let text = "
openapi: 3.1.0
servers:
  - {url: 'https://{region}.example.com/{base}', variables: {region: {default: eu}, base: {default: v2}}}
  - {url: https://us.example.com/v2}
  - {url: /v3}
paths: {/a: {get: {tags: [t]}}, /b: {servers: [{url: /own}], get: {tags: [t], servers: []}}}
";
    assert_eq!(routes(&read(text, &by(ScopesBy::Tag))), ["GET /v2/a → t", "GET /v3/a → t", "GET /own/b → t"]);
}

#[test]
fn a_path_that_can_be_no_route_is_left_out_and_said() {
    let text = "openapi: 3.0.0\npaths: {/a: {get: {}}, '/b?x=1': {get: {}}, '/a/': {post: {}}}";
    let import = read(text, &by(ScopesBy::Tag));
    assert_eq!(routes(&import), ["GET /a → untagged", "POST /a → untagged"]);
    assert!(
        matches!(import.notes.as_slice(), [Note::LeftOut { place, .. }] if place.as_str() == "paths./b?x=1.get")
    );
}

#[test]
fn two_paths_for_the_same_requests_are_said_and_the_first_counts() {
    let text = "openapi: 3.0.0\npaths: {'/a/{x}': {get: {tags: [one]}}, '/a/{y}': {get: {tags: [two]}}}";
    let import = read(text, &by(ScopesBy::Tag));
    assert_eq!(routes(&import), ["GET /a/{x} → one"]);
    assert_eq!(scopes(&import), [("one", "")], "nobody needs the other");
    assert!(matches!(import.notes.as_slice(), [Note::SameRequests { first, .. }] if first == "GET /a/{x}"));
}

#[test]
fn every_wrong_place_is_named() {
    let text = r##"
openapi: 3.0.0
paths:
  /a: {$ref: "other.yaml#/a"}
  /b: {$ref: "#/paths/~1b"}
  /c: {get: {security: [{o: ["two words"]}]}}
"##;
    let Err(ImportError::Invalid(faults)) = import(text.as_bytes(), &by(ScopesBy::Security)) else {
        panic!("not refused")
    };
    let places: Vec<_> = faults.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["paths./a", "paths./b", "paths./c.get"]);
    assert!(matches!(&faults[2].1, Fault::Scope { problem: Problem::BadCharacter { character: ' ' }, .. }));
}

#[test]
fn what_is_no_document_is_refused_with_its_place() {
    let refused = |text: &str| import(text.as_bytes(), &ImportOptions::default()).unwrap_err();
    assert_eq!(refused("info: {}"), ImportError::Version(None));
    assert_eq!(refused("openapi: 4.0.0\npaths: {}"), ImportError::Version(Some("4.0.0".into())));
    assert_eq!(refused("openapi: 3.0.0"), ImportError::NoRoutes);
    let line = |text: &str| match refused(text) {
        ImportError::Syntax { line, .. } => line,
        other => panic!("{other}"),
    };
    assert_eq!(line("openapi: 3.0.0\npaths:\n  /a: [1]"), 3);
    assert_eq!(line("openapi: 3.0.0\npaths: {\n"), 2);
    assert_eq!(line("{\"openapi\": \"3.0.0\",\n \"paths\": 7}"), 2);
    assert_eq!(line("openapi: 3.0.0\npaths:\n  /a: {}\n  /a: {}"), 4);
    assert_eq!(line("{\"paths\": {\"/a\": {},\n \"/a\": {}}}"), 2);
    assert_eq!(import(&[0xFF, 0xFE], &ImportOptions::default()), Err(ImportError::NotText));
}

#[test]
fn a_document_can_not_grow_beyond_its_bounds() {
    let refused = |text: &str| import(text.as_bytes(), &by(ScopesBy::Tag)).unwrap_err();
    assert_eq!(refused(&" ".repeat(MAX_BYTES + 1)), ImportError::TooLarge);
    let paths: Vec<_> = (0..=10_000).map(|n| format!("  /a{n}: {{get: {{}}}}")).collect();
    assert_eq!(refused(&format!("openapi: 3.0.0\npaths:\n{}", paths.join("\n"))), ImportError::TooManyRoutes);
    let level = |n: u32| format!("x{n}: &x{n} [{}]", vec![format!("*x{}", n - 1); 9].join(", "));
    let levels: Vec<_> = (1..12).map(level).collect();
    let bomb = format!("openapi: 3.0.0\nx0: &x0 [a, a, a, a, a, a, a, a, a]\n{}", levels.join("\n"));
    assert!(matches!(refused(&bomb), ImportError::Syntax { .. }));
    // What JSON reads past takes no stack.
    let deep = format!("{{\"openapi\": \"3.0.0\", \"x\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(refused(&deep), ImportError::NoRoutes);
    let deep = format!("x: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(refused(&deep), ImportError::Syntax { .. }));
}

proptest! {
    /// Whatever is given is read or refused, and each route of what was read is known by its scope.
    #[test]
    fn any_text_is_read_or_refused(lines in prop::collection::vec(
        prop::sample::select(vec![
            "openapi: 3.0.0", "swagger: '2.0'", "paths:", "  /a/{x}:", "  /b:", "    get:", "    post: {}",
            "      tags: [x, y]", "      security: [{o: [a b]}]", "    $ref: '#/paths/~1b'", "servers: [{url: '{'}]",
            "basePath: //", "tags: &a [*a]", "{", "}", "- ", "<<: {}", "\t", "x-a: ~",
        ]), 0..14,
    ), by in prop::sample::select(vec![ScopesBy::Security, ScopesBy::Tag, ScopesBy::Access])) {
        let options = ImportOptions { by, ..ImportOptions::default() };
        if let Ok(import) = import(lines.join("\n").as_bytes(), &options) {
            prop_assert!(!import.routes.is_empty());
            for scope in import.routes.iter().filter_map(|route| route.need.scope()) {
                prop_assert!(import.scopes.iter().any(|known| known.name == *scope));
            }
        }
    }
}
