use proptest::{collection::vec, prelude::*};

use super::*;

fn rows(text: &[u8]) -> Result<Vec<Row>, FileError> {
    CsvRows::new(text, &[])?.collect()
}

fn tokens(text: &str) -> Vec<(u64, u64, TokenFields)> {
    let rows = rows(text.as_bytes()).expect("rows").into_iter();
    rows.map(|row| match row.content {
        Content::Token(fields, faults) if faults.is_empty() => {
            (row.number, row.line.expect("a line"), fields)
        }
        other => panic!("{other:?}"),
    })
    .collect()
}

fn refused(text: &[u8]) -> (&'static str, String) {
    match rows(text) {
        Err(FileError::NotRows { code, message }) => (code, message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn columns_stand_in_any_order_and_lists_are_separated_in_many_ways() {
    let text = "scopes,show_once,name,allow_ip,request_limit,rate,burst,expires,block_ip,description\n\
        read write,yes,결제,10.0.0.0/8;10.0.0.1,1000/day,100/minute,20,90d,\"::1\n::2,::3\",\"two\nlines, \"\"quoted\"\"\"\n";
    let (number, line, fields) = tokens(text).remove(0);
    assert_eq!((number, line), (1, 2));
    assert_eq!(fields.name.as_deref(), Some("결제"));
    assert!(fields.show_once);
    assert_eq!(fields.scopes, ["read", "write"]);
    assert_eq!(fields.allow_ips, ["10.0.0.0/8", "10.0.0.1"]);
    assert_eq!(fields.block_ips, ["::1", "::2", "::3"]);
    assert_eq!(fields.request_limit.as_deref(), Some("1000/day"));
    assert_eq!((fields.rate.as_deref(), fields.burst.as_deref()), (Some("100/minute"), Some("20")));
    assert_eq!(fields.expires.as_deref(), Some("90d"));
    assert_eq!(fields.description.as_deref(), Some("two\nlines, \"quoted\""));
}

#[test]
fn an_empty_cell_says_nothing() {
    let (_, _, fields) =
        tokens("name,scopes,expires,allow_ip,show_once,request_limit\na,read,, ,,\n").remove(0);
    assert_eq!((fields.expires, fields.request_limit, fields.show_once), (None, None, false));
    assert!(fields.allow_ips.is_empty());
}

#[test]
fn marks_line_ends_and_empty_lines_do_not_matter() {
    for text in [
        "\u{feff}name,scopes\r\na,read\r\n\r\n计费,read\r\n",
        "name,scopes\na,read\n\n计费,read",
        "\u{feff}\"name\",\"scopes\"\n\"a\",read\n\n\n\"计费\",read\n\n",
    ] {
        let names: Vec<_> =
            tokens(text).into_iter().map(|(number, _, fields)| (number, fields.name)).collect();
        assert_eq!(names, [(1, Some("a".to_owned())), (2, Some("计费".to_owned()))], "{text:?}");
    }
}

#[test]
fn a_row_knows_the_line_that_it_begins_on() {
    let lines = |text: &str| tokens(text).into_iter().map(|(_, line, _)| line).collect::<Vec<_>>();
    assert_eq!(lines("name,scopes\na,read\nb,read\nc,read"), [2, 3, 4]);
    assert_eq!(lines("name,scopes\r\na,read\r\nb,read\r\nc,read\r\n"), [2, 3, 4]);
    assert_eq!(lines("name,scopes\na,read\n\n\nb,read\n\nc,read\n"), [2, 5, 7]);
    assert_eq!(lines("\r\nname,scopes\r\na,read\r\n\r\n\r\nb,read\r\n\r\nc,read"), [3, 6, 8]);
    assert_eq!(
        lines("name,scopes,description\na,read,\"x\ny\nz\"\nb,read,\nc,read,\"x\n\"\nd,read,"),
        [2, 5, 6, 8]
    );
    assert_eq!(lines("name,scopes,description\r\na,read,\"x\r\ny\"\r\nb,read,\r\n"), [2, 4]);
    // Old files end their rows by a carriage return alone: no line, but a row.
    assert_eq!(lines("name,scopes\na,read\rb,read\nc,read\n"), [2, 2, 3]);
}

#[test]
fn a_row_that_can_not_be_read_does_not_hide_the_others() {
    let text = b"name,scopes,show_once\na,read\nb,read,maybe\nc\xff,read,\nd,read,1,2\ne,read,no\n";
    let rows = rows(text).expect("rows");
    let codes: Vec<_> = rows
        .iter()
        .map(|row| match &row.content {
            Content::Unreadable(fault) => fault.code,
            Content::Token(_, faults) => faults.first().map_or("", |fault| fault.code),
        })
        .collect();
    assert_eq!(codes, ["wrong_cell_count", "not_yes_or_no", "not_utf8", "wrong_cell_count", ""]);
}

#[test]
fn a_file_with_other_columns_is_refused_and_says_which() {
    for (text, code, says) in [
        (&b""[..], "missing_column", "\"name\""),
        (b"\n\n", "missing_column", "\"name\""),
        (b"name\na\n", "missing_column", "\"scopes\""),
        (b"name,scopes,Expire\n", "unknown_column", "\"Expire\""),
        (b"name;scopes\n", "unknown_column", "\"name;scopes\""),
        (b"name,scopes,\n", "unknown_column", "\"\""),
        (b"name,scopes,name\n", "duplicate_column", "\"name\""),
        (b"\xff\xfen\0a\0", "unknown_column", "no column"),
    ] {
        let (found, message) = refused(text);
        assert_eq!(found, code, "{text:?}");
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn a_missing_quotation_mark_is_said_and_swallows_no_row() {
    for text in [
        "name,scopes,description\na,read,\"never closed\nb,read,\nc,read,\n",
        "name,scopes,description\na,read,5\" disk\nb,read,\n",
    ] {
        assert_eq!(refused(text.as_bytes()).0, "unbalanced_quotes");
    }
}

#[test]
fn a_row_without_an_end_is_refused_before_it_fills_the_memory() {
    let endless = io::repeat(b'x');
    let start: &[u8] = b"name,scopes,description\na,read,\"";
    let mut rows = CsvRows::new(start.chain(endless), &[]).expect("columns");
    match rows.next() {
        Some(Err(FileError::NotRows { code, message })) => {
            assert_eq!(code, "row_too_long");
            assert!(message.contains("line 2"), "{message}");
        }
        other => panic!("{other:?}"),
    }
    let long = format!("name,scopes,description\na,read,{}\nb,read,\n", "x".repeat(900_000));
    assert_eq!(tokens(&long).len(), 2, "shorter than the longest row");
}

proptest! {
    /// Whatever stands in the file, reading it ends, and each row has its number and line.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        if let Ok(rows) = rows(&[b"name,scopes\n", bytes.as_slice()].concat()) {
            for (index, row) in rows.iter().enumerate() {
                prop_assert_eq!(row.number, index as u64 + 1);
                prop_assert!(row.line >= Some(2));
            }
        }
        let _ = super::tests::rows(&bytes);
    }

    /// Cells that a CSV writer wrote read back as they were, and each row's line is where it begins.
    #[test]
    fn what_was_written_reads_back(
        cells in vec(("[^\r\0]{1,12}", "[ -~가-힣\n\"]{0,20}", 0..3usize), 1..8),
        crlf: bool,
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let mut text = format!("name,scopes,description{end}");
        let mut expected = Vec::new();
        for (name, description, blank) in &cells {
            text += &end.repeat(*blank);
            expected.push((text.matches('\n').count() as u64 + 1, name, description));
            let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
            text.extend([&quoted(name), ",read,", &quoted(description), end]);
        }
        let read = rows(text.as_bytes()).expect("rows");
        prop_assert_eq!(read.len(), expected.len());
        for (row, (line, name, description)) in read.iter().zip(expected) {
            prop_assert_eq!(row.line, Some(line));
            let Content::Token(fields, _) = &row.content else { panic!("{row:?}") };
            prop_assert_eq!(fields.name.as_deref().unwrap_or(""), if name.trim().is_empty() { "" } else { name });
            let blank = description.trim().is_empty();
            prop_assert_eq!(fields.description.as_deref().unwrap_or(""), if blank { "" } else { description });
        }
    }
}

#[test]
fn files_of_amazon_api_gateway_are_understood() {
    let text = "Name,key,description,Enabled,usageplanIds\n\
        MyFirstApiKey,apikey1234abcdefghij0123456789,An imported key,TRUE,c7y23b\nsecond,,,false,\n";
    let rows = CsvRows::new(text.as_bytes(), &["read".to_owned()]).expect("columns");
    assert_eq!(rows.foreign(), ["usageplanIds"]);
    let contents: Vec<_> = rows.map(|row| row.expect("a row").content).collect();
    let [Content::Token(first, none), Content::Token(second, _)] = &contents[..] else {
        panic!("{contents:?}")
    };
    assert!(none.is_empty());
    assert_eq!((first.name.as_deref(), first.enabled), (Some("MyFirstApiKey"), Some(true)));
    assert_eq!(first.key, Some(GivenKey::Whole("apikey1234abcdefghij0123456789".to_owned().into())));
    assert_eq!((second.enabled, second.key.is_none()), (Some(false), true));
    assert_eq!(refused(text.as_bytes()).0, "missing_column", "its tokens would have no scopes");
}

#[test]
fn a_hash_stands_for_a_key_in_each_of_its_spellings() {
    let hex = "f3abf2a6cc4f00987743db5f544ba345b4899ae31f326d8ee9c4816de153c9e0";
    let text = format!("name,scopes,key,key_sha256\na,read,,{hex}\nb,read,,nope\nc,read,apikey,{hex}\n");
    let contents: Vec<_> = rows(text.as_bytes()).expect("rows").into_iter().map(|row| row.content).collect();
    let faults = |content: &Content| match content {
        Content::Token(_, faults) => faults.iter().map(|fault| fault.code).collect::<Vec<_>>(),
        Content::Unreadable(fault) => panic!("{fault:?}"),
    };
    assert_eq!(
        contents.iter().map(faults).collect::<Vec<_>>(),
        [vec![], vec!["not_a_digest"], vec!["two_keys"]]
    );
    assert!(!format!("{contents:?}").contains("apikey"), "a key is no text for logs");
}

#[test]
fn a_key_in_the_place_of_a_name_is_not_repeated() {
    let (_, message) = refused(b"ci,apikey1234abcdefghij0123456789\n");
    let (code, said) = refused(b"apikey1234abcdefghij0123456789,name,scopes\n");
    assert_eq!(code, "unknown_column");
    assert!(!message.contains("0123456789") && !said.contains("0123456789"), "{said}");
}
