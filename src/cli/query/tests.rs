use super::Query;
use crate::encode::json::Value;
use crate::error::ErrorKind;
use proptest::prelude::*;

fn value(text: &str) -> Value {
    Value::parse(text.as_bytes()).unwrap()
}

fn search(query: &str, text: &str) -> String {
    let found = Query::parse(query).unwrap().search(&value(text)).unwrap();
    found.to_compact().as_str().to_owned()
}

const ACCOUNTS: &str = r#"{"accountList": [
    {"accountId": "222222222222", "accountName": "Prod", "emailAddress": "p@example.com", "n": 3},
    {"accountId": "111111111111", "accountName": "Dev", "n": 10},
    {"accountId": "333333333333", "n": 2.5}
]}"#;

#[test]
fn what_people_ask() {
    for (query, expected) in [
        ("accountList[0].accountId", r#""222222222222""#),
        (
            "accountList[].accountId",
            r#"["222222222222","111111111111","333333333333"]"#,
        ),
        ("accountList[*].emailAddress", r#"["p@example.com"]"#),
        (
            "accountList[?accountName=='Dev'].accountId | [0]",
            r#""111111111111""#,
        ),
        ("accountList[?starts_with(accountId, '3')].n", "[2.5]"),
        ("accountList[?accountName<'E'].accountName", r#"["Dev"]"#),
        ("accountList[?n>`2.5`].n", "[3,10]"),
        ("sort_by(accountList, &accountId)[].n", "[10,3,2.5]"),
        ("max_by(accountList, &n).accountName", r#""Dev""#),
        ("sum(accountList[].n)", "15.5"),
        ("length(accountList)", "3"),
        ("accountList[-1:].n", "[2.5]"),
        ("accountList[::-1].n", "[2.5,10,3]"),
        ("nothing.at.all", "null"),
        ("join(', ', accountList[:2].accountName)", r#""Prod, Dev""#),
        ("accountList[0].[n, accountId]", r#"[3,"222222222222"]"#),
    ] {
        assert_eq!(search(query, ACCOUNTS), expected, "{query}");
    }
}

/// The crate `jmespath` would sort them.
#[test]
fn members_keep_the_order_they_are_named_in() {
    assert_eq!(
        search(
            "accountList[0].{Name: accountName, Id: accountId}",
            ACCOUNTS
        ),
        r#"{"Name":"Prod","Id":"222222222222"}"#
    );
    assert_eq!(search("@", r#"{"b": 1, "a": 2}"#), r#"{"b":1,"a":2}"#);
    assert_eq!(search("keys(@)", r#"{"b": 1, "a": 2}"#), r#"["b","a"]"#);
}

#[test]
fn numbers_are_as_python_has_them() {
    for (query, expected) in [
        ("sum(@)", "6"),
        ("avg(@)", "2.0"),
        ("abs([0])", "1"),
        ("ceil(`1.2`)", "2"),
        ("floor(`-1.2`)", "-2"),
        ("abs(`-9007199254740993`)", "9007199254740993"),
        ("to_number('1.50')", "1.50"),
        ("to_number('x')", "null"),
        ("`1` == `1.0`", "true"),
        ("to_string(@)", r#""[1,2,3]""#),
        ("sum(`[0.5, 1]`)", "1.5"),
    ] {
        assert_eq!(search(query, "[1, 2, 3]"), expected, "{query}");
    }
}

#[test]
fn what_is_no_expression_is_refused() {
    for query in [
        "",
        "a.",
        ".a",
        "a[",
        "a[0",
        "a[?",
        "a[?b=='c'",
        "a b",
        "a=b",
        "'a",
        "\"a",
        "`a",
        "a[1:2:3:4]",
        "a[0 1]",
        "{a}",
        "{a: b",
        "[a,]",
        "f(",
        "f(a,)",
        "\"f\"(a)",
        "(a",
        "#",
        "a[99999999999999999999]",
    ] {
        let error = Query::parse(query).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::InvalidArgument, "{query}");
        assert!(
            error
                .to_string()
                .starts_with(&format!("Bad value for --query {query}: ")),
            "{error}"
        );
    }
    for (query, fault) in [
        (
            "length(@)",
            "length() takes a string, an array or an object, but got number.",
        ),
        ("length(@, @)", "length() takes 1 arguments, but got 2."),
        ("nope(@)", "unknown function nope()."),
        (
            "sort_by(`[1]`, @)",
            "sort_by() takes an expression that begins with &.",
        ),
        (
            "sort(`[1, \"a\"]`)",
            "sort() takes numbers only, or strings only, but got string.",
        ),
        ("merge()", "merge() takes 1 or more arguments, but got 0."),
        ("&a", "& stands only before an argument of a function."),
        ("`[1]`[::0]", "the step of a slice must not be 0."),
    ] {
        let error = Query::parse(query)
            .unwrap()
            .search(&value("1"))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("Bad value for --query {query}: {fault}")
        );
    }
    let deep = "(".repeat(10_000);
    assert!(Query::parse(&deep).is_err());
    let long = "a.".repeat(10_000);
    assert!(Query::parse(&long).is_err());
}

/// Expressions of all forms; most are well formed.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("@".to_owned()),
        Just("\"c d\"".to_owned()),
        Just("'x'".to_owned()),
        Just("`1`".to_owned()),
        Just("`[1, [2, 3], null]`".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let pair = (inner.clone(), inner.clone());
        let suffix = prop_oneof![
            Just("[0]"),
            Just("[-1]"),
            Just("[]"),
            Just("[*]"),
            Just(".*"),
            Just("[1:]"),
            Just("[::-1]"),
            Just("[?a]"),
            Just("[?@ == `1`]"),
            Just(".b"),
            Just(".[a, b]"),
            Just(".{a: a, z: b}"),
        ];
        let operator = prop_oneof![
            Just(" | "),
            Just(" || "),
            Just(" && "),
            Just(" == "),
            Just("!="),
            Just(".")
        ];
        let function = prop_oneof![
            Just("length"),
            Just("type"),
            Just("to_array"),
            Just("not_null"),
            Just("values"),
            Just("to_string"),
            Just("reverse"),
        ];
        prop_oneof![
            (inner.clone(), suffix).prop_map(|(left, suffix)| format!("{left}{suffix}")),
            (pair.clone(), operator)
                .prop_map(|((left, right), operator)| format!("{left}{operator}{right}")),
            (inner.clone(), function).prop_map(|(left, function)| format!("{function}({left})")),
            pair.prop_map(|(left, right)| format!("map(&{left}, {right})")),
            inner.clone().prop_map(|inner| format!("!({inner})")),
        ]
    })
}

proptest! {
    /// An implementation that others wrote finds the same. It sorts members, so they are compared in any order.
    #[test]
    fn the_jmespath_crate_agrees(query in expression()) {
        let text = r#"{"a": [{"a": 1, "b": "x"}, {"b": [1, 2]}, [3, [4]], null, "s"], "b": {"a": "", "b": 2, "c d": []}, "c d": "x"}"#;
        let theirs = jmespath::compile(&query)
            .and_then(|expression| expression.search(jmespath::Variable::from_json(text).unwrap()))
            .map(|found| serde_json::to_value(&found).unwrap())
            .ok();
        let ours = Query::parse(&query)
            .and_then(|query| query.search(&value(text)))
            .map(|found| serde_json::from_str::<serde_json::Value>(&found.to_compact()).unwrap())
            .ok();
        prop_assert_eq!(ours, theirs, "{}", query);
    }

    #[test]
    fn no_text_ends_the_program(query in "[a-z@\\[\\]?*.|&!=<>(){}:,'\"`0-9 \\\\-]{0,24}") {
        if let Ok(query) = Query::parse(&query) {
            let _ = query.search(&value(ACCOUNTS));
        }
    }
}
