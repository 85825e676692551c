//! The partitions stand in two places that must agree: the core, and the package's relay, which runs without the core.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test fails loudly, and reads the files it is about"
)]

use aws_sso_wasm::aws::partition::PARTITIONS;
use std::path::Path;

/// The texts in single quotes behind every `name:`, up to the next one: name, suffix, dual-stack suffix, prefixes.
fn rows(source: &str) -> Vec<Vec<&str>> {
    let (_, table) = source.split_once("Partition[] = [").expect("the table");
    let (table, _) = table.split_once("\n];").expect("the table's end");
    table
        .split("name: ")
        .skip(1)
        .map(|row| row.split('\'').skip(1).step_by(2).collect())
        .collect()
}

#[test]
fn the_relay_has_the_core_s_partitions() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg-template/src/relay/partitions.ts");
    let source = std::fs::read_to_string(file).expect("the relay's table");
    let core: Vec<Vec<&str>> = PARTITIONS
        .iter()
        .map(|partition| {
            let named = [
                partition.name,
                partition.dns_suffix,
                partition.dual_stack_dns_suffix,
            ];
            [&named[..], partition.region_prefixes].concat()
        })
        .collect();
    assert_eq!(rows(&source), core);
}
