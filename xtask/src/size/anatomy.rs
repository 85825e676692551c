//! What a wasm is made of: which of its bytes are which function's, which are data.

use std::collections::BTreeMap;
use std::ops::Range;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// What a wasm is made of. The names of its functions are no part of it: they do not ship.
pub(super) struct Anatomy {
    bytes: Vec<u8>,
    /// Each function with a body: its name, and where it lies.
    pub(super) functions: Vec<(String, Range<usize>)>,
    /// The data section: texts, tables, vtables.
    pub(super) data: Range<usize>,
    /// All else: types, imports, exports, the table of functions.
    pub(super) rest: Vec<Range<usize>>,
}

impl Anatomy {
    pub(super) fn read(bytes: Vec<u8>) -> wasmparser::Result<Self> {
        let mut imported = 0;
        let mut bodies = Vec::new();
        let mut names = BTreeMap::new();
        let mut data = 0..0;
        let mut custom = Vec::new();
        for payload in Parser::new(0).parse_all(&bytes) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += usize::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.range()),
                Payload::DataSection(section) => data = section.range(),
                Payload::CustomSection(section) => {
                    custom.push(section.range());
                    if let KnownCustom::Name(section) = section.as_known() {
                        for part in section {
                            if let Name::Function(functions) = part? {
                                for naming in functions {
                                    let naming = naming?;
                                    names.insert(naming.index as usize, naming.name.to_owned());
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let known = bodies.iter().chain(&custom).chain([&data]).cloned();
        let rest = gaps(known.collect(), bytes.len());
        let functions = bodies
            .into_iter()
            .enumerate()
            .map(|(index, body)| {
                let name = names.remove(&(imported + index)).unwrap_or_default();
                (name, body)
            })
            .collect();
        Ok(Self {
            bytes,
            functions,
            data,
            rest,
        })
    }

    /// Where all that ships lies.
    pub(super) fn whole(&self) -> Vec<Range<usize>> {
        let bodies = self.functions.iter().map(|(_, body)| body.clone());
        let mut whole: Vec<_> = bodies.chain([self.data.clone()]).collect();
        whole.extend(self.rest.iter().cloned());
        whole.sort_by_key(|part| part.start);
        whole
    }

    /// The bytes of these places, one after the other.
    pub(super) fn bytes(&self, places: &[Range<usize>]) -> Vec<u8> {
        let parts = places
            .iter()
            .map(|place| self.bytes.get(place.clone()).unwrap_or_default());
        parts.collect::<Vec<_>>().concat()
    }
}

/// What of the first `length` bytes is in none of these.
fn gaps(mut known: Vec<Range<usize>>, length: usize) -> Vec<Range<usize>> {
    known.sort_by_key(|part| part.start);
    let mut next = 0;
    let mut gaps = Vec::new();
    for part in known.into_iter().chain(std::iter::once(length..length)) {
        if next < part.start {
            gaps.push(next..part.start);
        }
        next = next.max(part.end);
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::gaps;

    #[test]
    fn finds_what_is_between() {
        assert_eq!(gaps(vec![6..8, 1..3, 3..4], 10), [0..1, 4..6, 8..10]);
        assert_eq!(gaps(vec![0..10, 10..10], 10), []);
    }
}
