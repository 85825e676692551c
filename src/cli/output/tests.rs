//! What the AWS CLI's own formatters print, collected by running them (text and table: awscli 1.45; yaml: ruamel.yaml as
//! the AWS CLI v2 sets it up).

use super::*;

struct Case {
    operation: &'static str,
    value: &'static str,
    /// Each begins with a line end of its own.
    text: &'static str,
    table: &'static str,
    yaml: &'static str,
}

const CASES: &[Case] = &[
    Case {
        operation: "GetCallerIdentity",
        value: r#"{"UserId": "AROAEXAMPLE:me@example.com", "Account": "123456789012", "Arn": "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/me@example.com"}"#,
        text: "
123456789012	arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/me@example.com	AROAEXAMPLE:me@example.com
",
        table: "
---------------------------------------------------------------------------------------------------------------
|                                              GetCallerIdentity                                              |
+---------+---------------------------------------------------------------------------------------------------+
|  Account|  123456789012                                                                                     |
|  Arn    |  arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/me@example.com   |
|  UserId |  AROAEXAMPLE:me@example.com                                                                       |
+---------+---------------------------------------------------------------------------------------------------+
",
        yaml: "
Account: '123456789012'
Arn: arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/me@example.com
UserId: AROAEXAMPLE:me@example.com
",
    },
    Case {
        operation: "GetCallerIdentity",
        value: r#"{"UserId": "U", "Account": "123456789012", "Arn": "arn:x"}"#,
        text: "
123456789012	arn:x	U
",
        table: "
-------------------------------------
|         GetCallerIdentity         |
+--------------+---------+----------+
|    Account   |   Arn   | UserId   |
+--------------+---------+----------+
|  123456789012|  arn:x  |  U       |
+--------------+---------+----------+
",
        yaml: "
Account: '123456789012'
Arn: arn:x
UserId: U
",
    },
    Case {
        operation: "ListAccounts",
        value: r#"{"accountList": [{"accountId": "111111111111", "accountName": "Dev", "emailAddress": "dev@example.com"}, {"accountId": "222222222222", "emailAddress": "p@example.com"}]}"#,
        text: "
ACCOUNTLIST	111111111111	Dev	dev@example.com
ACCOUNTLIST	222222222222		p@example.com
",
        table: "
------------------------------------------------------
|                    ListAccounts                    |
+----------------------------------------------------+
||                    accountList                   ||
|+--------------+---------------+-------------------+|
||   accountId  |  accountName  |   emailAddress    ||
|+--------------+---------------+-------------------+|
||  111111111111|  Dev          |  dev@example.com  ||
||  222222222222|               |  p@example.com    ||
|+--------------+---------------+-------------------+|
",
        yaml: "
accountList:
- accountId: '111111111111'
  accountName: Dev
  emailAddress: dev@example.com
- accountId: '222222222222'
  emailAddress: p@example.com
",
    },
    Case {
        operation: "ListAccountRoles",
        value: r#"{"roleList": [{"roleName": "Admin", "accountId": "111111111111"}]}"#,
        text: "
ROLELIST	111111111111	Admin
",
        table: "
--------------------------------
|       ListAccountRoles       |
+------------------------------+
||          roleList          ||
|+---------------+------------+|
||   accountId   | roleName   ||
|+---------------+------------+|
||  111111111111 |  Admin     ||
|+---------------+------------+|
",
        yaml: "
roleList:
- accountId: '111111111111'
  roleName: Admin
",
    },
    Case {
        operation: "X",
        value: r#"["a", "b"]"#,
        text: "
a	b
",
        table: "
-------
|  X  |
+-----+
|  a  |
|  b  |
+-----+
",
        yaml: "
- a
- b
",
    },
    Case {
        operation: "X",
        value: r#"[["a", "b"], ["c", "d"]]"#,
        text: "
a	b
c	d
",
        table: "
------------
|     X    |
+----+-----+
|  a |  b  |
|  c |  d  |
+----+-----+
",
        yaml: "
- - a
  - b
- - c
  - d
",
    },
    Case {
        operation: "X",
        value: r#"[["a", 1], [null, true]]"#,
        text: "
a	1
None	True
",
        table: "
------------------
|        X       |
+-------+--------+
|  a    |  1     |
|  None |  True  |
+-------+--------+
",
        yaml: "
- - a
  - 1
- - null
  - true
",
    },
    Case {
        operation: "X",
        value: r#"{"a": []}"#,
        text: "
",
        table: "
---
|X|
+-+
",
        yaml: "
a: []
",
    },
    Case {
        operation: "X",
        value: r#"{"only": "one"}"#,
        text: "
one
",
        table: "
-----------------
|       X       |
+-------+-------+
|  only |  one  |
+-------+-------+
",
        yaml: "
only: one
",
    },
    Case {
        operation: "X",
        value: r#"{"a": {"b": {"c": 1, "d": 2}, "e": ["x", "y"]}}"#,
        text: "
B	1	2
E	x
E	y
",
        table: "
----------------
|       X      |
+--------------+
||      a     ||
|+------------+|
|||     b    |||
||+----+-----+||
|||  c |  d  |||
||+----+-----+||
|||  1 |  2  |||
||+----+-----+||
|||     e    |||
||+----------+||
|||  x       |||
|||  y       |||
||+----------+||
",
        yaml: "
a:
  b:
    c: 1
    d: 2
  e:
  - x
  - y
",
    },
    Case {
        operation: "X",
        value: r#"[[{"a": 1}], "s", ["q", ["r"]]]"#,
        text: "
s
1
q
r
",
        table: "
-------
|  X  |
+-----+
|  a  |
+-----+
|  1  |
|  s  |
|  q  |
|  r  |
+-----+
",
        yaml: "
- - a: 1
- s
- - q
  - - r
",
    },
    Case {
        operation: "X",
        value: r#"[{"n": [1, 2]}, {"m": 3}]"#,
        text: "

N	1
N	2
3
",
        table: "
---------
|   X   |
+-------+
|   m   |
+-------+
|       |
+-------+
||  n  ||
|+-----+|
||  1  ||
||  2  ||
|+-----+|
|   X   |
+-------+
|   m   |
+-------+
|  3    |
+-------+
",
        yaml: "
- n:
  - 1
  - 2
- m: 3
",
    },
];

fn render(format: Format, operation: &str, value: &str) -> String {
    let output = Output::new(format, None, 80).unwrap();
    let value = Value::parse(value.as_bytes()).unwrap();
    output.render(operation, value).unwrap().as_str().to_owned()
}

#[test]
fn as_the_aws_cli_prints_it() {
    for case in CASES {
        for (format, expected) in [
            (Format::Text, case.text),
            (Format::Table, case.table),
            (Format::Yaml, case.yaml),
        ] {
            let expected = expected.strip_prefix('\n').unwrap();
            assert_eq!(
                render(format, case.operation, case.value),
                expected,
                "{format:?} of {}",
                case.value
            );
        }
    }
}

#[test]
fn scalars_and_nothing() {
    for (value, json, text, table, yaml) in [
        (
            "\"a b\"",
            "\"a b\"\n",
            "a b\n",
            "---\n|X|\n+-+\n",
            "\"a b\"\n",
        ),
        ("12", "12\n", "12\n", "---\n|X|\n+-+\n", "12\n"),
        ("null", "null\n", "None\n", "", "null\n"),
        ("true", "true\n", "True\n", "---\n|X|\n+-+\n", "true\n"),
        ("0.0", "0.0\n", "0.0\n", "", "0.0\n"),
        ("{}", "", "", "", ""),
        ("[]", "[]\n", "", "", "[]\n"),
    ] {
        for (format, expected) in [
            (Format::Json, json),
            (Format::Text, text),
            (Format::Table, table),
            (Format::Yaml, yaml),
        ] {
            assert_eq!(
                render(format, "X", value),
                expected,
                "{format:?} of {value}"
            );
        }
    }
}

#[test]
fn the_query_comes_first() {
    let output = Output::new(Format::Text, Some("Account"), 80).unwrap();
    let value = Value::parse(br#"{"Account": "123456789012", "Arn": "a"}"#).unwrap();
    assert_eq!(
        output.render("X", value).unwrap().as_str(),
        "123456789012\n"
    );
    assert!(Output::new(Format::Text, Some("a["), 80).is_err());
}

/// Names that a server sends cannot drive the terminal.
#[test]
fn nothing_reaches_the_terminal_but_text() {
    let value = r#"[{"a": "\u001b[2J\u202ex\n\u009b"}]"#;
    for format in [Format::Json, Format::Text, Format::Table, Format::Yaml] {
        let printed = render(format, "X", value);
        assert!(
            !printed.contains(['\x1b', '\u{202e}', '\u{9b}']),
            "{printed:?}"
        );
    }
    assert!(render(Format::Table, "X", value).contains("\\x1b[2J\\u{202e}x\\n\\u{9b}"));
}

/// Whatever the value, a box has straight sides and all lines the same width.
#[test]
fn boxes_are_straight() {
    for value in [
        r#"[{"a": "日本", "b": "x"}, {"a": "é", "b": "😀"}]"#,
        r#"{"a": [["1", "2"], ["3"]], "b": [[], [1, 2, 3]]}"#,
        r#"{"averyveryverylongname": {"x": [1]}}"#,
    ] {
        let output = Output::new(Format::Table, None, 30).unwrap();
        let printed = output
            .render("Title", Value::parse(value.as_bytes()).unwrap())
            .unwrap();
        let wide = |line: &str| {
            line.chars()
                .map(|c| if c > '\u{3000}' { 2 } else { 1 })
                .sum::<usize>()
        };
        let width = wide(printed.lines().next().unwrap());
        assert!(
            printed.lines().skip(1).all(|line| wide(line) == width),
            "{}",
            *printed
        );
    }
}
