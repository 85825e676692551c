//! One section as it is read: a profile, an sso-session or a services definition.

use super::SharedFile;
use super::line::Line;
use crate::secret::Zeroizing;
use core::fmt;

/// The name, keys and values of one profile, sso-session or services section, merged from everywhere it is defined.
#[derive(Clone, PartialEq, Eq)]
pub struct Section {
    name: String,
    properties: Vec<Property>,
}

#[derive(Clone, PartialEq, Eq)]
struct Property {
    key: String,
    value: Zeroizing<String>,
    file: SharedFile,
}

impl Section {
    /// A section without properties: what the default profile is when no file defines it.
    pub fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            properties: Vec::new(),
        }
    }

    /// The name, such as `dev` of `[profile dev]`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value as the file has it, possibly empty; `key` in lower case. A nested block is its lines, each after a line
    /// feed.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.property(key).map(|property| property.value.as_str())
    }

    /// The value, unless it is empty; `key` in lower case.
    pub fn filled(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|value| !value.is_empty())
    }

    /// The value of `sub_key` in the nested block `key`, both in lower case.
    pub fn nested(&self, key: &str, sub_key: &str) -> Option<&str> {
        self.nested_entries(key)
            .filter(|(name, _)| name.eq_ignore_ascii_case(sub_key))
            .last()
            .map(|(_, value)| value)
    }

    /// The keys and values of the nested block `key`, in file order; none if the key has a plain value.
    pub fn nested_entries(&self, key: &str) -> impl Iterator<Item = (&str, &str)> {
        self.get(key)
            .and_then(|value| value.strip_prefix('\n'))
            .into_iter()
            .flat_map(|block| block.split('\n'))
            .filter_map(|line| Line::of(line)?.key_and_value())
    }

    /// The keys, in lower case, with their values, in file order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.properties
            .iter()
            .map(|property| (property.key.as_str(), property.value.as_str()))
    }

    /// Which file the value of `key` comes from.
    pub fn origin(&self, key: &str) -> Option<SharedFile> {
        self.property(key).map(|property| property.file)
    }

    /// Takes a property in; a later one replaces an earlier one.
    pub(super) fn insert(&mut self, key: String, value: Zeroizing<String>, file: SharedFile) {
        let property = Property { key, value, file };
        match self
            .properties
            .iter_mut()
            .find(|known| known.key == property.key)
        {
            Some(known) => *known = property,
            None => self.properties.push(property),
        }
    }

    fn property(&self, key: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.key == key)
    }
}

impl fmt::Debug for Section {
    /// The name and the keys; never a value, it may be a secret key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Section")
            .field("name", &self.name)
            .field(
                "keys",
                &self.properties.iter().map(|p| &p.key).collect::<Vec<_>>(),
            )
            .finish()
    }
}
