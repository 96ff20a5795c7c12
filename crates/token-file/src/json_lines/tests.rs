use proptest::{collection::vec, prelude::*};

use super::*;

fn rows(text: &[u8]) -> Result<Vec<Row>, FileError> {
    JsonLines::new(text).collect()
}

fn one(text: &str) -> Content {
    let mut rows = rows(text.as_bytes()).expect("rows");
    assert_eq!(rows.len(), 1, "{text}");
    rows.remove(0).content
}

/// `code field` of all that is wrong with a row.
fn wrong(text: &str) -> Vec<String> {
    let faults = match one(text) {
        Content::Token(_, faults) => faults,
        Content::Unreadable(fault) => vec![fault],
    };
    faults.iter().map(|r| format!("{} {}", r.code, r.column.as_deref().unwrap_or("-"))).collect()
}

#[test]
fn an_object_holds_the_columns_as_fields() {
    let text = r#"{"scopes":["read","write"],"name":"결제","description":"a\nb","expires":"90d","allow_ip":["10.0.0.0/8"],
        "block_ip":[],"request_limit":"1000/day","rate":"100/minute","burst":20,"show_once":true}"#
        .replace('\n', "");
    let Content::Token(fields, faults) = one(&text) else { panic!("a token") };
    assert_eq!(faults, []);
    assert_eq!((fields.name.as_deref(), fields.show_once), (Some("결제"), true));
    assert_eq!(fields.scopes, ["read", "write"]);
    assert_eq!(fields.allow_ips, ["10.0.0.0/8"]);
    assert_eq!(fields.description.as_deref(), Some("a\nb"));
    assert_eq!(fields.request_limit.as_deref(), Some("1000/day"));
    assert_eq!((fields.rate.as_deref(), fields.burst.as_deref()), (Some("100/minute"), Some("20")));
}

#[test]
fn a_limit_may_be_a_number_and_null_says_nothing() {
    let Content::Token(fields, faults) =
        one(r#"{"name":"a","request_limit":5,"expires":null,"allow_ip":null}"#)
    else {
        panic!("a token")
    };
    assert_eq!((faults.len(), fields.request_limit.as_deref(), fields.expires), (0, Some("5"), None));
}

#[test]
fn marks_line_ends_and_empty_lines_do_not_matter() {
    let text = "\u{feff}{\"name\":\"a\"}\r\n\r\n  \n{\"name\":\"计费\"}";
    let rows = rows(text.as_bytes()).expect("rows");
    let places: Vec<_> = rows.iter().map(|row| (row.number, row.line)).collect();
    assert_eq!(places, [(1, Some(1)), (2, Some(4))]);
    assert_eq!(super::tests::rows(b"").expect("rows").len(), 0);
}

#[test]
fn every_field_of_another_kind_is_named() {
    assert_eq!(
        wrong(
            r#"{"name":1,"description":[],"expires":{},"allow_ip":"10.0.0.1","block_ip":[1],"request_limit":true,"rate":5,"burst":[],"scopes":"read","show_once":"yes"}"#
        ),
        [
            "wrong_type name",
            "wrong_type description",
            "wrong_type expires",
            "wrong_type allow_ip",
            "wrong_type block_ip",
            "wrong_type request_limit",
            "wrong_type rate",
            "wrong_type burst",
            "wrong_type scopes",
            "wrong_type show_once",
        ]
    );
    assert_eq!(
        wrong(r#"{"name":"a","Name":"b","name":"c"}"#),
        ["unknown_column Name", "duplicate_column name"]
    );
}

#[test]
fn what_is_no_object_is_said() {
    for text in ["[]", "1", "nonsense", "{\"name\":\"a\"", "{\"name\":\"a\"} {}", "{'name':'a'}", "\"\u{1}\""]
    {
        assert_eq!(wrong(text), ["not_json -"], "{text}");
    }
    assert!(matches!(
        rows(b"{\"name\":\"\xff\"}\n").expect("rows")[0].content,
        Content::Unreadable(Fault { code: "not_json", .. })
    ));
}

#[test]
fn a_line_without_an_end_is_refused_before_it_fills_the_memory() {
    let start: &[u8] = b"{}\n{\"name\":\"";
    let mut rows = JsonLines::new(start.chain(std::io::repeat(b'x')));
    assert!(matches!(rows.next(), Some(Ok(_))));
    match rows.next() {
        Some(Err(FileError::NotRows { code, message })) => {
            assert_eq!(code, "row_too_long");
            assert!(message.contains("line 2"), "{message}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn deep_nesting_is_refused_and_overflows_nothing() {
    let deep = format!("{{\"name\":{}", "[".repeat(100_000));
    assert_eq!(wrong(&deep), ["not_json -"]);
}

proptest! {
    /// Whatever stands in the file, reading it ends, and each row has its number and line.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        if let Ok(rows) = rows(&bytes) {
            for (index, row) in rows.iter().enumerate() {
                prop_assert_eq!(row.number, index as u64 + 1);
                prop_assert!(row.line >= Some(row.number));
            }
        }
    }

    /// Any JSON value on a line is a row, right or wrong; what was written as a name reads back.
    #[test]
    fn any_values_make_rows(names in vec(".{0,20}", 1..8), junk in "[\\[\\]{}:,0-9a-z\" ]{1,30}") {
        let lines: Vec<_> =
            names.iter().map(|name| serde_json::json!({ "name": name }).to_string()).collect();
        let text = format!("{}\n{junk}x", lines.join("\n"));
        let read = rows(text.as_bytes()).expect("rows");
        prop_assert_eq!(read.len(), names.len() + 1);
        for (row, name) in read.iter().zip(&names) {
            let Content::Token(fields, _) = &row.content else { panic!("{row:?}") };
            prop_assert_eq!(fields.name.as_ref(), Some(name));
        }
        prop_assert!(matches!(read[names.len()].content, Content::Unreadable(_)));
    }
}
