use proptest::prelude::*;

use super::*;

fn read(raw: &str) -> Result<String, PathProblem> {
    RequestPath::parse(raw).map(|path| path.to_string())
}

#[test]
fn a_path_has_one_spelling_and_no_query() {
    for (raw, path) in [
        ("/", "/"),
        ("/?a=/../", "/"),
        ("/v1/clusters", "/v1/clusters"),
        ("/v1/clusters/", "/v1/clusters/"),
        ("/v1/x?next=//evil", "/v1/x"),
        ("/%76%31/a%7Eb", "/v1/a~b"),
        ("/file%2ejson", "/file.json"),
        ("/...", "/..."),
        ("/a.b/.well-known", "/a.b/.well-known"),
        ("/a%3ab", "/a:b"),
        ("/a%20b", "/a%20b"),
        ("/%c3%a9", "/%C3%A9"),
        ("/é", "/%C3%A9"),
        ("/a|b", "/a%7Cb"),
        ("/100%25", "/100%25"),
        ("/%252e%252e/", "/%252e%252e/"),
        ("/a%3Fb%23c", "/a%3Fb%23c"),
    ] {
        assert_eq!(read(raw).as_deref(), Ok(path), "{raw}");
    }
}

#[test]
fn what_two_services_could_read_differently_is_refused() {
    use PathProblem::*;
    for (raw, problem) in [
        ("", NotOriginForm),
        ("*", NotOriginForm),
        ("?a", NotOriginForm),
        ("v1/x", NotOriginForm),
        ("http://host/v1", NotOriginForm),
        ("/v1/../admin", DotSegment),
        ("/v1/./x", DotSegment),
        ("/..", DotSegment),
        ("/v1/.", DotSegment),
        ("/v1/%2e%2E/admin", DotSegment),
        ("/v1/.%2e/admin", DotSegment),
        ("/v1/..;/admin", DotSegment),
        ("/v1/..%3Bx=1/admin", DotSegment),
        ("//admin", DoubleSlash),
        ("/v1//admin", DoubleSlash),
        ("/v1//", DoubleSlash),
        ("//", DoubleSlash),
        ("/v1\\admin", Backslash),
        ("/v1%5cadmin", Backslash),
        ("/v1%2fadmin", EscapedSlash),
        ("/v1%2Fadmin", EscapedSlash),
        ("/v1%", BadEscape),
        ("/v1%2", BadEscape),
        ("/v1%zz", BadEscape),
        ("/v1%é", BadEscape),
        ("/v1%00", BadCharacter),
        ("/v1%0d%0a", BadCharacter),
        ("/v1%7f", BadCharacter),
        ("/v1\0", BadCharacter),
        ("/a b", BadCharacter),
        ("/a#b", BadCharacter),
    ] {
        assert_eq!(read(raw), Err(problem), "{raw}");
    }
}

#[test]
fn the_length_of_a_path_is_bounded_and_that_of_its_query_is_not_its_matter() {
    let longest = format!("/{}", "a".repeat(RequestPath::MAX_BYTES - 1));
    assert_eq!(read(&longest).as_deref(), Ok(longest.as_str()));
    assert_eq!(read(&format!("{longest}a")), Err(PathProblem::TooLong));
    assert_eq!(read(&format!("/a?{longest}{longest}")).as_deref(), Ok("/a"));
}

proptest! {
    /// Whatever comes in is read or refused, and what was read is read as itself.
    #[test]
    fn a_read_path_reads_back(raw in "(/|%2e|%2F|\\.|;|[ -~]|.|%[0-9a-f]{2}){0,30}") {
        if let Ok(path) = RequestPath::parse(&format!("/{raw}")) {
            prop_assert_eq!(RequestPath::parse(path.as_str()), Ok(path.clone()));
            prop_assert!(path.as_str().is_ascii());
        }
    }

    /// However the characters of a path are escaped, it is the same path.
    #[test]
    fn escapes_do_not_make_another_path(text in "[a-zA-Z0-9._~:@!$&'()*+,;= é|-]{1,20}", escaped in any::<u32>()) {
        let spelt: String = text
            .bytes()
            .enumerate()
            .map(|(index, byte)| {
                if escaped >> index & 1 == 1 || !byte.is_ascii_graphic() {
                    format!("%{byte:02x}")
                } else {
                    char::from(byte).to_string()
                }
            })
            .collect();
        let all = text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
        prop_assert_eq!(read(&format!("/{spelt}")), read(&format!("/{all}")));
    }

    /// No spelling of a dot segment gets through.
    #[test]
    fn a_dot_segment_never_gets_through(
        dots in proptest::collection::vec(proptest::sample::select(vec![".", "%2e", "%2E"]), 1..=2),
        before in "[a-z]{0,3}",
        after in "(;[a-z=]{0,5})?",
    ) {
        let raw = format!("/{before}/{}{after}/admin", dots.concat());
        prop_assert!(read(&raw.replace("//", "/")).is_err(), "{}", raw);
    }
}
